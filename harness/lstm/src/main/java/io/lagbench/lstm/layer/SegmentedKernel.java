package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a kernel needs around it that takes vectors and may not take a long sequence at once: symbols are looked up, see {@link SymbolRows},
 * the output of the last step is that of its state, and sequences are cut into segments as long as the kernel's memory
 * allows. Going forward the state between segments is kept; going backward each segment but the only one is computed again.
 */
final class SegmentedKernel implements SymbolLstmKernel {
    private final SegmentLstmKernel kernel;
    private final TimeMajorBuffers buffers = new TimeMajorBuffers();
    private SymbolRows rows;
    private long run;

    private SegmentedKernel(LstmKernel kernel) {
        this.kernel = WholeSequences.of(kernel);
    }

    /** The kernel itself if it can do it all. */
    static SymbolLstmKernel around(LstmKernel kernel) {
        return kernel instanceof SymbolLstmKernel able ? able : new SegmentedKernel(kernel);
    }

    @Override
    public String description() {
        return kernel.description();
    }

    @Override
    public boolean flushesDenormals() {
        return kernel.flushesDenormals();
    }

    /** A part of the steps. */
    private record Segment(int first, int steps) {
        static List<Segment> cut(int timeSteps, int most) {
            List<Segment> segments = new ArrayList<>();
            for (int first = 0; first < timeSteps; first += most) {
                segments.add(new Segment(first, Math.min(most, timeSteps - first)));
            }
            return segments;
        }

        /** Its part of an array [time, batch, size]. */
        INDArray of(INDArray timeMajor) {
            return steps == timeMajor.size(0)
                    ? timeMajor
                    : timeMajor.get(
                            NDArrayIndex.interval(first, first + steps), NDArrayIndex.all(), NDArrayIndex.all());
        }
    }

    /**
     * A pass over all segments.
     *
     * @param shape of the kernel's calls, but for the number of steps
     * @param input as it was given
     * @param before states before the segments
     * @param pass of the last segment
     * @param run number of the pass
     */
    private record SegmentedPass(
            LstmShape shape,
            LstmInput input,
            List<Segment> segments,
            List<LstmState> before,
            Pass pass,
            boolean training,
            long run)
            implements Pass {
        @Override
        public LstmState lastState() {
            return pass.lastState();
        }
    }

    @Override
    public Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training) {
        run++;
        LstmShape shape = LstmShape.of(weights, input);
        shape.requireState(state);
        boolean lastOnly = output.rank() == 2;
        shape.requireOutput("the output", output, lastOnly);
        LstmWeights used = weights;
        if (input instanceof LstmInput.Symbols) {
            if (rows == null) {
                rows = new SymbolRows(shape.input(), shape.hidden());
            }
            rows.read(weights.input());
            used = rows.weights(weights);
            shape = new LstmShape(shape.timeSteps(), shape.batch(), rows.width(), shape.hidden());
        }
        List<Segment> segments = Segment.cut(shape.timeSteps(), kernel.mostSteps(shape, training));
        List<LstmState> before = new ArrayList<>();
        LstmState next = state;
        Pass pass = null;
        for (Segment segment : segments) {
            before.add(next);
            pass = kernel.forward(
                    used,
                    vectors(shape, input, segment),
                    next,
                    lastOnly ? null : segment.of(output),
                    training && segments.size() == 1);
            next = lastOnly || segments.size() > 1 ? pass.lastState() : null;
        }
        if (lastOnly) {
            output.assign(next.output());
        }
        return new SegmentedPass(shape, input, segments, before, pass, training, run);
    }

    /** The input of a segment. */
    private INDArray vectors(LstmShape shape, LstmInput input, Segment segment) {
        if (input instanceof LstmInput.Symbols symbols) {
            reshape(shape, segment);
            rows.lookUp(symbols, segment.first, buffers.input());
            return buffers.input();
        }
        return segment.of(((LstmInput.Vectors) input).values());
    }

    private void reshape(LstmShape shape, Segment segment) {
        buffers.reshape(new LstmShape(segment.steps, shape.batch(), shape.input(), shape.hidden()));
    }

    @Override
    public void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients) {
        SegmentedPass latest = (SegmentedPass) pass;
        if (latest.run != run || !latest.training) {
            throw new IllegalStateException("backward needs the latest pass, for training and not used before");
        }
        run++; // this pass is used up
        boolean lastOnly = outputGradient.rank() == 2;
        boolean onSymbols = latest.input instanceof LstmInput.Symbols;
        LstmWeights used = onSymbols ? rows.weights(weights) : weights;
        LstmWeights sums = onSymbols ? rows.gradients(weightGradients) : weightGradients;
        LstmWeights parts = sums;
        LstmState gradient = lastOnly ? ofLastOutput(outputGradient) : null;
        Pass current = latest.pass;
        for (int i = latest.segments.size() - 1; i >= 0; i--) {
            Segment segment = latest.segments.get(i);
            if (latest.segments.size() > 1) {
                INDArray again = vectors(latest.shape, latest.input, segment);
                current = kernel.forward(used, again, latest.before.get(i), null, true);
            }
            INDArray below;
            if (inputGradient == null) {
                reshape(latest.shape, segment);
                below = buffers.inputGradient();
            } else {
                below = segment.of(inputGradient);
            }
            gradient = kernel.backward(
                    used, current, lastOnly ? null : segment.of(outputGradient), gradient, below, parts);
            if (latest.input instanceof LstmInput.Symbols symbols) {
                rows.add(symbols, segment.first, below);
            }
            if (parts == sums && i > 0) {
                parts = new LstmWeights(
                        sums.input().ulike(),
                        sums.recurrent().ulike(),
                        sums.bias().ulike());
            } else if (parts != sums) {
                add(parts, sums, onSymbols);
            }
        }
        if (onSymbols) {
            rows.writeTo(weightGradients.input());
        }
    }

    /** The gradient with respect to a state whose output alone has one. */
    private static LstmState ofLastOutput(INDArray gradient) {
        return new LstmState(gradient, Nd4j.zeros(DataType.FLOAT, gradient.shape()));
    }

    private static void add(LstmWeights from, LstmWeights to, boolean onSymbols) {
        if (!onSymbols) { // there the input weights are the identity
            to.input().addi(from.input());
        }
        to.recurrent().addi(from.recurrent());
        to.bias().addi(from.bias());
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
