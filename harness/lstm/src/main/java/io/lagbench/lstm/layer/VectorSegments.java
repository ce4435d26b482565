package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import io.lagbench.lstm.kernel.SymbolSegmentLstmKernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a kernel needs around it that takes vectors: symbols are looked up, see {@link SymbolRows}, the output of the last step is
 * that of its state, and the gradient with respect to the input is computed whether it is wanted or not.
 */
final class VectorSegments implements SymbolSegmentLstmKernel {
    private final SegmentLstmKernel kernel;
    private final TimeMajorBuffers buffers = new TimeMajorBuffers();
    private SymbolRows rows;

    VectorSegments(SegmentLstmKernel kernel) {
        this.kernel = kernel;
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
        if (kernel instanceof SymbolLstmKernel able) {
            able.prepare(symbols ? lookedUp(shape) : shape, false);
        }
    }

    @Override
    public int mostSteps(LstmShape shape, boolean symbols, boolean training) {
        return kernel.mostSteps(symbols ? lookedUp(shape) : shape, training);
    }

    /** The shape of the kernel's calls on symbols. */
    private static LstmShape lookedUp(LstmShape shape) {
        return new LstmShape(shape.timeSteps(), shape.batch(), SymbolRows.width(shape.hidden()), shape.hidden());
    }

    /**
     * A pass of the kernel.
     *
     * @param shape of the kernel's call
     */
    private record VectorPass(LstmShape shape, LstmInput input, Pass pass) implements Pass {
        @Override
        public LstmState lastState() {
            return pass.lastState();
        }
    }

    @Override
    public Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training) {
        LstmShape shape = LstmShape.of(weights, input);
        boolean lastOnly = output != null && output.rank() == 2;
        LstmWeights used = weights;
        INDArray vectors;
        if (input instanceof LstmInput.Symbols symbols) {
            if (rows == null) {
                rows = new SymbolRows(shape.input(), shape.hidden());
            }
            rows.read(weights.input());
            used = rows.weights(weights);
            shape = lookedUp(shape);
            buffers.reshape(shape);
            vectors = buffers.input();
            rows.lookUp(symbols, vectors);
        } else {
            vectors = ((LstmInput.Vectors) input).values();
        }
        Pass pass = kernel.forward(used, vectors, state, lastOnly ? null : output, training);
        if (lastOnly) {
            output.assign(pass.lastState().output());
        }
        return new VectorPass(shape, input, pass);
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
        VectorPass latest = (VectorPass) pass;
        LstmState last = lastGradient != null && lastGradient.cell() == null
                ? new LstmState(lastGradient.output(), lastGradient.output().like())
                : lastGradient;
        INDArray below = inputGradient;
        if (below == null) {
            buffers.reshape(latest.shape);
            below = buffers.inputGradient();
        }
        if (!(latest.input instanceof LstmInput.Symbols symbols)) {
            return kernel.backward(weights, latest.pass, outputGradient, last, below, weightGradients, before);
        }
        LstmWeights used = rows.weights(weights);
        LstmWeights gradients = rows.gradients(weightGradients);
        LstmState first = kernel.backward(used, latest.pass, outputGradient, last, below, gradients, before);
        rows.add(symbols, below);
        rows.writeTo(weightGradients.input());
        return first;
    }

    @Override
    public void close() {
        kernel.close();
        buffers.close();
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
