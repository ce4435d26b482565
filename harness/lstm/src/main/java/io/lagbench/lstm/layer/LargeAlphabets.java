package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolSegmentLstmKernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a kernel needs around it that makes one-hot vectors of symbols, which grow with the alphabet: from an alphabet on, rows of the
 * input weights go in and their gradients come out, see {@link SymbolRows}. Arrays must be on the host for these.
 */
final class LargeAlphabets implements SymbolSegmentLstmKernel {
    /** Rows and their gradients are two arrays, one-hot vectors are one. */
    private static final int ARRAYS = 2;

    private final SymbolSegmentLstmKernel kernel;
    private final VectorSegments onRows;

    LargeAlphabets(SymbolSegmentLstmKernel kernel) {
        this.kernel = kernel;
        this.onRows = new VectorSegments(kernel);
    }

    private SymbolSegmentLstmKernel kernelFor(LstmShape shape, boolean symbols) {
        return symbols && shape.input() > ARRAYS * SymbolRows.width(shape.hidden()) ? onRows : kernel;
    }

    /**
     * A pass.
     *
     * @param by what made it
     */
    private record PassOf(SymbolSegmentLstmKernel by, Pass pass) implements Pass {
        @Override
        public LstmState lastState() {
            return pass.lastState();
        }
    }

    @Override
    public String description() {
        return kernel.description();
    }

    @Override
    public boolean flushesDenormals() {
        return kernel.flushesDenormals();
    }

    @Override
    public void prepare(LstmShape shape, boolean symbols) {
        kernelFor(shape, symbols).prepare(shape, symbols);
    }

    @Override
    public int mostSteps(LstmShape shape, boolean symbols, boolean training) {
        return kernelFor(shape, symbols).mostSteps(shape, symbols, training);
    }

    @Override
    public Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training) {
        SymbolSegmentLstmKernel by = kernelFor(LstmShape.of(weights, input), input instanceof LstmInput.Symbols);
        return new PassOf(by, by.forward(weights, input, state, output, training));
    }

    @Override
    public LstmState backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            LstmState lastGradient,
            INDArray inputGradient,
            LstmWeights weightGradients,
            boolean before) {
        PassOf latest = (PassOf) pass;
        return latest.by.backward(
                weights, latest.pass, outputGradient, lastGradient, inputGradient, weightGradients, before);
    }

    @Override
    public void close() {
        onRows.close(); // and with it the kernel
    }
}
