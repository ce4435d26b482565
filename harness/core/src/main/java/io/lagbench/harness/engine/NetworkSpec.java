package io.lagbench.harness.engine;

import io.lagbench.workloads.Output;

/**
 * A network and how it is trained: LSTM layers of equal width, then one dense output layer applied at every step.
 *
 * @param timeSteps steps of a sequence: the longest lag there can be
 * @param inputSize width of the input
 * @param outputSize width of the output
 * @param output output activation and loss
 * @param hidden width of each LSTM layer
 * @param layers number of LSTM layers
 * @param gate gate activation: {@code sigmoid} or {@code hard-sigmoid}
 * @param init initial weights
 * @param clip largest L2 norm of a layer's gradient, averaged over the batch; infinite for none
 * @param optimizer {@code adam}, {@code rmsprop} or {@code sgd}
 * @param learningRate above 0
 * @param backend the backend asked for: {@code cpu}, {@code cuda} or {@code cuda-offload}
 * @param math arithmetic: {@code fp32}, or {@code tf32} where products may be rounded to TF32
 * @param regime how far the gradient flows back
 */
public record NetworkSpec(
        int timeSteps,
        int inputSize,
        int outputSize,
        Output output,
        int hidden,
        int layers,
        String gate,
        Initialization init,
        double clip,
        String optimizer,
        double learningRate,
        String backend,
        String math,
        Regime regime) {}
