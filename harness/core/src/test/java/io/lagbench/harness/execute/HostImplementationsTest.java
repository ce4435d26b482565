package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Engines;
import io.lagbench.harness.plan.BackendUnusableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostImplementationsTest {
    private final StringWriter warnings = new StringWriter();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<String> probed = new ArrayList<>();

    private final HostImplementations host =
            new HostImplementations(this::probe, Backend.CPU, new PrintWriter(warnings, true));

    private Map<String, Optional<String>> probe(Collection<String> engines) {
        probed.addAll(engines);
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        engines.forEach(engine -> found.put(engine, Optional.ofNullable(problems.get(engine))));
        return found;
    }

    private void allFail() {
        Engines.all().forEach(engine -> problems.put(engine.name(), "does not load"));
    }

    @Test
    void theFastestThatCanBeTrustedIsFirst() {
        assertThat(host.get()).startsWith("onednn").contains("stock");
        assertThat(warnings.toString()).isEmpty();
        host.get();
        assertThat(probed).as("each is tried out once").doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeTrustedIsLeftOutWithItsReasonToldOnce() {
        problems.put("onednn", "does not load");
        assertThat(host.get()).contains("stock").doesNotContain("onednn");
        host.get();
        assertThat(warnings.toString().strip().lines()).containsExactly("lagbench: not used: onednn: does not load");
    }

    /** They compute something else: to take one for another would compare cells, not implementations. */
    @Test
    void enginesWithACellOfTheirOwnAreNeverChosen() {
        assertThat(Engines.get("lstm1997").ownCell()).isTrue();
        assertThat(host.get()).doesNotContain("lstm1997");
        assertThat(probed).doesNotContain("lstm1997");
    }

    /** A run on the processor would be taken for one on the device. */
    @Test
    void aBackendWithADeviceCannotBeUsedWithoutTheEngineThatIsMadeForIt() {
        problems.put("cudnn", "cudnnCreate: CUDNN_STATUS_ARCH_MISMATCH");
        HostImplementations offload =
                new HostImplementations(this::probe, Backend.CUDA_OFFLOAD, new PrintWriter(warnings, true));

        assertThatThrownBy(offload::get)
                .isInstanceOf(BackendUnusableException.class)
                .hasMessageStartingWith(
                        "backend cuda-offload cannot be used here: cudnn: cudnnCreate: CUDNN_STATUS_ARCH_MISMATCH;");
        assertThatThrownBy(() -> offload.requireUsable(List.of("onednn"))).isInstanceOf(BackendUnusableException.class);
        problems.remove("cudnn");
        assertThat(new HostImplementations(this::probe, Backend.CUDA_OFFLOAD, new PrintWriter(warnings)).get())
                .startsWith("cudnn");
    }

    /** DL4J's own layer was trusted whatever its check said. */
    @Test
    void theBaselineIsNoException() {
        problems.put("stock", "ND4J's backend does not load");
        assertThat(host.get()).contains("onednn").doesNotContain("stock");
        allFail();
        HostImplementations none = new HostImplementations(this::probe, Backend.CPU, new PrintWriter(warnings));
        assertThatThrownBy(none::get)
                .isInstanceOf(BackendUnusableException.class)
                .hasMessageStartingWith("backend cpu cannot be used here: ")
                .hasMessageContaining("stock: does not load");
    }

    @Test
    void noTrialIsStartedWhereNothingLoads() {
        problems.put("stock", "ND4J's backend does not load");
        problems.put("onednn", "ND4J's backend does not load");
        assertThatThrownBy(() -> host.requireUsable(List.of("onednn")))
                .isInstanceOf(BackendUnusableException.class)
                .hasMessage("backend cpu cannot be used here: onednn: ND4J's backend does not load;"
                        + " stock: ND4J's backend does not load; native libraries are unpacked where LAGBENCH_CACHE says,"
                        + " else in the home, and need 0.5 GB there");
        assertThatThrownBy(() -> host.requireUsable(List.of("stock"))).isInstanceOf(BackendUnusableException.class);
        assertThatCode(() -> host.requireUsable(List.of("onednn", "fake-right")))
                .as("an engine that needs no native library")
                .doesNotThrowAnyException();
    }

    @Test
    void anEngineThatIsMissingAloneIsARowNotAnEnd() {
        problems.put("onednn", "oneDNN's native library does not load");
        assertThatCode(() -> host.requireUsable(List.of("onednn"))).doesNotThrowAnyException();
    }
}
