package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights of an LSTM layer, or gradients with respect to them, in DL4J's layout: column blocks of width H are block input,
 * forget, output, input gate.
 *
 * @param input W [I, 4H]
 * @param recurrent RW [H, 4H]
 * @param bias b, 4H values
 */
public record LstmWeights(INDArray input, INDArray recurrent, INDArray bias) {
    /** Number of gates, and of column blocks. */
    public static final int GATES = 4;

    /** For input, forget, candidate and output gate, the column block in this layout. */
    private static final int[] COLUMN_BLOCKS = {3, 1, 0, 2};

    /**
     * The column block of a gate; for kernels whose library has them in another order.
     *
     * @param gate 0 to 3: input, forget, candidate, output, the order of oneDNN and cuDNN
     */
    public static int columnBlock(int gate) {
        return COLUMN_BLOCKS[gate];
    }
}
