package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * State of a layer between two steps.
 *
 * @param output h [B, H]
 * @param cell c [B, H]
 */
public record LstmState(INDArray output, INDArray cell) {}
