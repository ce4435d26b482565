package io.lagbench.harness.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What other programs take of the cores that this process may use. */
class HostTest {
    private static final List<Integer> ALL = Processors.all(2).own();

    @Test
    void onOneAllowedCoreOthersKeepOneBusyAtMost() {
        double[] both = {1, 1};
        assertThat(Host.busyCores(both, List.of(1), 0, 1)).isEqualTo(1);
        assertThat(Host.busyCores(new double[] {1, 0}, List.of(1), 0, 1))
                .as("the other core is busy")
                .isZero();
        assertThat(Host.busyCores(both, ALL, 0, 2)).isEqualTo(2);
    }

    @Test
    void ownTimeIsNotThatOfOthers() {
        assertThat(Host.busyCores(new double[] {0.75, 0.5}, ALL, 1, 2)).isEqualTo(0.25);
        assertThat(Host.busyCores(new double[] {0.25, 0}, ALL, 1, 2)).isZero();
    }

    @Test
    void underAQuotaTheyAreCountedAsSharesOfIt() {
        double[] sixtyFour = new double[64];
        java.util.Arrays.fill(sixtyFour, 0, 32, 1);
        assertThat(Host.busyCores(sixtyFour, Processors.all(64).own(), 0, 2)).isEqualTo(1, within(1e-9));
    }

    @Test
    void processorsThatAreNotThereAreUnknown() {
        assertThat(Host.busyCores(new double[] {1}, List.of(5), 0, 1)).isNegative();
    }

    @Test
    void loadUpToAQuarterOfCoresIsAllowed() {
        assertThat(Host.disturbance(0.6, 2)).contains("other programs keep 0.6 of 2 cores busy");
        assertThat(Host.disturbance(0.5, 2)).isEmpty();
        assertThat(Host.disturbance(-1, 2)).as("nobody knows").isEmpty();
    }

    @Test
    void recordedValuesHoldNoPaths() {
        assertThat(Jvm.withoutPaths("PCI_BUS_ID")).isEqualTo("PCI_BUS_ID");
        String one = Jvm.withoutPaths("/opt/a/lib:/usr/lib");
        assertThat(one).matches("\\(paths, SHA-256 [0-9a-f]{8}\\)").isNotEqualTo(Jvm.withoutPaths("/opt/b/lib"));
    }

    @Test
    void aPartOfAMachineIsShared() {
        assertThat(Host.shared(4, 16))
                .contains("it has 4 of the machine's 16 processors, and what runs on the rest shows in its times");
        assertThat(Host.shared(16, 16)).isEmpty();
    }
}
