package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class RealSequencesTest {
    private final RealSequences sequences = new RealSequences(2, 2, 3);

    @Test
    void encodesEveryValueInItsLayout() {
        sequences.set(0, 1, 0, -0.5);
        sequences.set(1, 2, 1, 0.25);
        float[] values = new float[12];
        Sequences.Encoder encoder = sequences.encoder(FloatBuffer.wrap(values), Layout.timeMajor(2, 3));
        encoder.encode();
        assertThat(values).containsExactly(0, -0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25f);
        sequences.clear(1);
        encoder.encode();
        assertThat(values).containsExactly(0, -0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void refusesNaNAndUnknownFeatures() {
        assertThatThrownBy(() -> sequences.set(0, 0, 0, Double.NaN)).hasMessageContaining("NaN is not a finite number");
        assertThatThrownBy(() -> sequences.set(0, 0, 0, 1e300)).hasMessageContaining("1.0E300 is not a finite number");
        assertThatThrownBy(() -> sequences.set(0, 3, 0, 1)).hasMessage("feature 3 is outside 0 to 2");
    }
}
