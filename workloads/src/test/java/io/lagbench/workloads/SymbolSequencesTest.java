package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SymbolSequencesTest {

    static Stream<Layout> layouts() {
        return Stream.of(Layout.sequenceFastest(3, 5), Layout.timeMajor(3, 5), new Layout(35, 7, 1));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void encodesOneHotAndReusesTheBuffer(Layout layout) {
        long seed = 20261123;
        Random random = new Random(seed);
        SymbolSequences sequences = new SymbolSequences(3, 7, 5);
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
    void timeMajorLayoutIsOneRowPerSequence() {
        Layout layout = Layout.timeMajor(3, 5);
        assertThat(layout.index(0, 0, 0)).isZero();
        assertThat(layout.index(0, 4, 0)).isEqualTo(4);
        assertThat(layout.index(1, 0, 0)).isEqualTo(5);
        assertThat(layout.index(2, 4, 6)).isEqualTo(3 * 5 * 7 - 1);
    }

    @Test
    void refusesASymbolOutsideTheAlphabet() {
        SymbolSequences sequences = new SymbolSequences(1, 1, 5);
        assertThatThrownBy(() -> sequences.set(0, 0, 5)).hasMessageContaining("symbol 5 is outside 0 to 4");
        assertThatThrownBy(() -> sequences.set(0, 0, -2)).hasMessageContaining("-2");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void valuesAreThoseThatAreEncoded(Layout layout) {
        SymbolSequences sequences = new SymbolSequences(3, 7, 5);
        sequences.set(2, 6, 4);
        sequences.set(0, 3, 1);
        FloatBuffer buffer = FloatBuffer.allocate(3 * 5 * 7);
        sequences.encoder(buffer, layout).encode();
        for (int s = 0; s < 3; s++) {
            for (int t = 0; t < 7; t++) {
                for (int k = 0; k < 5; k++) {
                    assertThat(sequences.value(s, k, t)).isEqualTo(buffer.get(layout.index(s, k, t)));
                }
            }
        }
    }

    @Test
    void numbersAreThoseOfTheSymbolsOrMinusOne() {
        SymbolSequences sequences = new SymbolSequences(2, 3, 5);
        sequences.set(0, 1, 4);
        sequences.set(1, 2, 3);
        int[] ints = new int[6];
        sequences.numbers(IntBuffer.wrap(ints), Layout.sequenceFastest(2, 1));
        assertThat(ints).containsExactly(-1, -1, 4, -1, -1, 3);
        sequences.copy(1, 3, ints, 2);
        assertThat(ints).containsExactly(-1, -1, -1, -1, 3, 3);
        sequences.copy(0, 2, ints, 0);
        assertThat(ints).containsExactly(-1, 4, -1, -1, 3, 3);
    }
}
