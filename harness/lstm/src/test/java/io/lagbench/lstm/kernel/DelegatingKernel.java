package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A kernel that leaves all to another. */
public class DelegatingKernel implements LstmKernel {
    private final LstmKernel kernel;

    protected DelegatingKernel(LstmKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public String description() {
        return kernel.description();
    }

    @Override
    public Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        return kernel.forward(weights, input, state, output, training);
    }

    @Override
    public void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients) {
        kernel.backward(weights, pass, outputGradient, inputGradient, weightGradients);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
