package io.lagbench.harness.engine;

import io.lagbench.workloads.Loss;

/**
 * A network and how it is trained: hidden layers of equal width, then one dense output layer, applied at every step or at
 * the last one only.
 *
 * @param timeSteps steps of a sequence: the longest lag there can be
 * @param inputSize width of the input
 * @param outputSize width of the output
 * @param loss loss and output activation
 * @param lossAtEndOnly whether the last step is the only one that carries loss
 * @param symbolInput whether inputs are symbols, one-hot or as numbers as the engine likes
 * @param model kind of the hidden layers
 * @param hidden width of each hidden layer
 * @param layers number of hidden layers
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
        Loss loss,
        boolean lossAtEndOnly,
        boolean symbolInput,
        Model model,
        int hidden,
        int layers,
        String gate,
        Initialization init,
        double clip,
        String optimizer,
        double learningRate,
        String backend,
        String math,
        Regime regime) {

    /**
     * Whether the network answers once, after its last step. Under truncated backpropagation, and after layers that are not
     * recurrent, DL4J needs an answer at every step; a mask then hides those without loss.
     */
    boolean answersOnce() {
        return lossAtEndOnly && regime.segment() == 0 && model.recurrent();
    }
}
