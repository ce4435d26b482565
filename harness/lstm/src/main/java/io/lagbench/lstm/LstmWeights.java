package io.lagbench.lstm;

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
    static final int GATES = 4;

    /** For input, forget, candidate and output gate, the order of oneDNN and cuDNN, the column block in this layout. */
    private static final int[] BLOCK = {3, 1, 0, 2};

    static int block(int gate) {
        return BLOCK[gate];
    }
}
