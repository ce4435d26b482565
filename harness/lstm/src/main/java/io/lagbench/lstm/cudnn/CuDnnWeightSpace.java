package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmWeights;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where cuDNN keeps the weights of a layer: one block per gate of W, RW and b. A block has the same order of values as DL4J's
 * column block of that gate, unit by unit.
 *
 * @param bytes size of the space
 */
record CuDnnWeightSpace(long bytes, List<Block> blocks) {

    /** What a block belongs to. */
    enum Kind {
        INPUT,
        RECURRENT,
        BIAS;

        INDArray of(LstmWeights weights) {
            return switch (this) {
                case INPUT -> weights.input();
                case RECURRENT -> weights.recurrent();
                case BIAS -> weights.bias();
            };
        }
    }

    /**
     * A gate's weights of one kind.
     *
     * @param gate in cuDNN's order: input, forget, candidate, output
     * @param offset in the space, bytes
     * @param size bytes
     */
    record Block(Kind kind, int gate, long offset, long size) {
        /** Offset in DL4J's array, bytes. */
        long offsetInDl4j() {
            return LstmWeights.columnBlock(gate) * size;
        }
    }
}
