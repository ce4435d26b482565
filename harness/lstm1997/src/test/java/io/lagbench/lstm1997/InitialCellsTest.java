package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitialCellsTest {
    private static final Topology TOPOLOGY =
            new TopologyBuilder(5, 3, 2, 2).forgetGate(true).build();

    private static Parameters drawn(long seed) {
        Parameters weights = new Parameters(TOPOLOGY);
        InitialCells.draw(TOPOLOGY, 0.1, InitialCells.generator(seed), weights);
        return weights;
    }

    @Test
    void weightsLieEvenlyInTheirRangeAndFollowTheSeed() {
        double[] drawn = drawn(1).recurrent;
        assertThat(Arrays.stream(drawn).map(Math::abs).max().orElseThrow()).isBetween(0.09, 0.1);
        assertThat(Arrays.stream(drawn).average().orElseThrow())
                .isCloseTo(0, within(5 * 0.1 / Math.sqrt(3 * drawn.length)));
        assertThat(drawn(1).recurrent).isEqualTo(drawn);
        assertThat(drawn(2).recurrent).isNotEqualTo(drawn);
    }

    @Test
    void biasesOfGatesBeginWhereTheirKeySays() {
        assertThat(new GateBias("-1/-2.5").of(1, 100)).hasValue(-2.5);
        assertThat(new GateBias("-3").of(4, 100)).as("one for all").hasValue(-3);
        assertThat(new GateBias("-log").of(0, 1000).orElseThrow()).isCloseTo(-6.908, within(0.001));
        assertThat(new GateBias("log").of(0, 1000).orElseThrow()).isCloseTo(6.908, within(0.001));
        assertThat(new GateBias("random").of(0, 1000)).isEmpty();
        for (String name : new String[] {"-1/-2/-3", "0.5", "random", "log", "-log"}) {
            assertThat(GateBias.PATTERN.matcher(name).matches()).as(name).isTrue();
        }
        for (String name : new String[] {"", "1/", "1,2", "--1", "ln", "1e3"}) {
            assertThat(GateBias.PATTERN.matcher(name).matches()).as(name).isFalse();
        }
    }
}
