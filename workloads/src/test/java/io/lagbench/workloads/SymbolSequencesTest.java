package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SymbolSequencesTest {

    @Test
    void encodesOneHotAndReusesTheBuffer() {
        long seed = 20261123;
        Random random = new Random(seed);
        SymbolSequences sequences = new SymbolSequences(3, 7, 5);
        Layout layout = Layout.sequenceFastest(3, 5);
        FloatBuffer buffer = FloatBuffer.allocate(3 * 5 * 7);
        Sequences.Encoder encoder = sequences.encoder(buffer, layout);
        for (int round = 0; round < 20; round++) {
            for (int s = 0; s < 3; s++) {
                for (int t = 0; t < 7; t++) {
                    sequences.set(s, t, random.nextInt(6) - 1);
                }
            }
            encoder.encode();
            for (int s = 0; s < 3; s++) {
                for (int t = 0; t < 7; t++) {
                    for (int k = 0; k < 5; k++) {
                        assertThat(buffer.get(layout.index(s, k, t)))
                                .as("seed %d round %d sequence %d step %d symbol %d", seed, round, s, t, k)
                                .isEqualTo(sequences.get(s, t) == k ? 1f : 0f);
                    }
                }
            }
        }
    }

    @Test
    void refusesASymbolOutsideTheAlphabet() {
        SymbolSequences sequences = new SymbolSequences(1, 1, 5);
        assertThatThrownBy(() -> sequences.set(0, 0, 5)).hasMessageContaining("symbol 5 is outside 0 to 4");
        assertThatThrownBy(() -> sequences.set(0, 0, -2)).hasMessageContaining("-2");
    }

    @Test
    void refusesABatchWhoseSidesDiffer() {
        assertThatThrownBy(() -> new Batch(new SymbolSequences(2, 4, 5), new SymbolSequences(2, 3, 5)))
                .hasMessageContaining("2 x 4")
                .hasMessageContaining("2 x 3");
    }
}
