package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel that takes whole sequences only: one segment, so that gradients come either from the outputs of all steps or from that
 * of the last one, never from its cell, and nobody asks for that of the state before the first.
 */
final class WholeSequences implements SegmentLstmKernel {
    private final LstmKernel kernel;
    private final TimeMajorBuffers buffers = new TimeMajorBuffers();

    private WholeSequences(LstmKernel kernel) {
        this.kernel = kernel;
    }

    /** The kernel itself if it takes segments. */
    static SegmentLstmKernel of(LstmKernel kernel) {
        return kernel instanceof SegmentLstmKernel able ? able : new WholeSequences(kernel);
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
    public int mostSteps(LstmShape shape, boolean training) {
        return shape.timeSteps();
    }

    private record WholePass(LstmShape shape, Pass pass) implements Pass {
        @Override
        public LstmState lastState() {
            return pass.lastState();
        }
    }

    @Override
    public Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        LstmShape shape = new LstmShape((int) input.size(0), (int) input.size(1), (int) input.size(2), (int)
                weights.recurrent().size(0));
        buffers.reshape(shape);
        // In training the kernel needs its output again, and Bidirectional changes that of its layer in place.
        INDArray own = training || output == null ? buffers.output() : output;
        Pass pass = kernel.forward(weights, input, state, own, training);
        if (output != null && own != output) {
            output.assign(own);
        }
        return new WholePass(shape, pass);
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
        WholePass latest = (WholePass) pass;
        INDArray all = outputGradient;
        if (lastGradient != null) {
            buffers.reshape(latest.shape);
            all = buffers.outputGradient().assign(0);
            all.slice(all.size(0) - 1).assign(lastGradient.output());
        }
        kernel.backward(weights, latest.pass, all, inputGradient, weightGradients);
        return null;
    }

    @Override
    public void close() {
        kernel.close();
        buffers.close();
    }
}
