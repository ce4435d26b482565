package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import java.nio.FloatBuffer;

/**
 * The input of a batch.
 *
 * @param vectors [T, B, I]; null if it is symbols
 * @param symbols numbers, T x B; null if it is vectors
 */
record PartInput(FloatBuffer vectors, int[] symbols) {

    static PartInput of(LstmInput input) {
        return input instanceof LstmInput.Symbols symbols
                ? new PartInput(null, symbols.numbers())
                : new PartInput(NativeAddress.buffer(ArrayLayout.inC(((LstmInput.Vectors) input).values())), null);
    }
}
