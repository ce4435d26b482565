package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class MultiHotSequencesTest {
    private final MultiHotSequences sequences = new MultiHotSequences(2, 2, 3);

    @Test
    void encodesOneForEverySymbolOfTheSet() {
        sequences.add(0, 0, 0);
        sequences.add(0, 0, 2);
        sequences.add(1, 1, 1);
        float[] values = new float[12];
        Sequences.Encoder encoder = sequences.encoder(FloatBuffer.wrap(values), new Layout(6, 1, 3));
        encoder.encode();
        assertThat(values).containsExactly(1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0);
        assertThat(sequences.contains(0, 0, 2)).isTrue();
        assertThat(sequences.contains(0, 0, 1)).isFalse();
        sequences.clear(0);
        encoder.encode();
        assertThat(values).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
    }

    @Test
    void refusesASymbolOutsideTheAlphabet() {
        assertThatThrownBy(() -> sequences.add(0, 0, 3)).hasMessage("symbol 3 is outside 0 to 2");
        assertThatThrownBy(() -> sequences.add(0, 0, -1)).hasMessage("symbol -1 is outside 0 to 2");
    }
}
