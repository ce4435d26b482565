package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import io.lagbench.lstm.kernel.SymbolSegmentLstmKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a kernel needs around it that may not take a long sequence at once: sequences are cut into segments as long as the kernel's
 * memory allows. Going forward the state between segments is kept; going backward each segment but the only one is computed again.
 */
final class SegmentedKernel implements SymbolLstmKernel {
    private final SymbolSegmentLstmKernel kernel;
    private long run;

    private SegmentedKernel(SymbolSegmentLstmKernel kernel) {
        this.kernel = kernel;
    }

    /** The kernel itself if it can do it all. */
    static SymbolLstmKernel around(LstmKernel kernel) {
        if (kernel instanceof SymbolSegmentLstmKernel segments) {
            return new SegmentedKernel(new LargeAlphabets(segments));
        }
        return kernel instanceof SymbolLstmKernel able
                ? able
                : new SegmentedKernel(new VectorSegments(WholeSequences.of(kernel)));
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
        kernel.prepare(shape.ofSteps(kernel.mostSteps(shape, symbols, true)), symbols);
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

        /** Its part of an input. */
        LstmInput of(LstmInput input) {
            if (steps == input.timeSteps()) {
                return input;
            }
            if (input instanceof LstmInput.Symbols symbols) {
                int batch = symbols.batch();
                return new LstmInput.Symbols(
                        steps, batch, Arrays.copyOfRange(symbols.numbers(), first * batch, (first + steps) * batch));
            }
            return new LstmInput.Vectors(of(((LstmInput.Vectors) input).values()));
        }
    }

    /**
     * A pass over all segments.
     *
     * @param input as it was given
     * @param before states before the segments
     * @param pass of the last segment
     * @param run number of the pass
     */
    private record SegmentedPass(
            LstmInput input, List<Segment> segments, List<LstmState> before, Pass pass, boolean training, long run)
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
        int most = kernel.mostSteps(shape, input instanceof LstmInput.Symbols, training);
        List<Segment> segments = Segment.cut(shape.timeSteps(), most);
        List<LstmState> before = new ArrayList<>();
        LstmState next = state;
        Pass pass = null;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            INDArray part = lastOnly ? last ? output : null : segment.of(output);
            before.add(next);
            pass = kernel.forward(weights, segment.of(input), next, part, training && segments.size() == 1);
            next = last ? null : pass.lastState();
        }
        return new SegmentedPass(input, segments, before, pass, training, run);
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
        LstmWeights parts = weightGradients;
        LstmState gradient = lastOnly ? new LstmState(outputGradient, null) : null;
        Pass current = latest.pass;
        for (int i = latest.segments.size() - 1; i >= 0; i--) {
            Segment segment = latest.segments.get(i);
            if (latest.segments.size() > 1) {
                current = kernel.forward(weights, segment.of(latest.input), latest.before.get(i), null, true);
            }
            gradient = kernel.backward(
                    weights,
                    current,
                    lastOnly ? null : segment.of(outputGradient),
                    gradient,
                    inputGradient == null ? null : segment.of(inputGradient),
                    parts,
                    i > 0);
            if (parts != weightGradients) {
                weightGradients.input().addi(parts.input());
                weightGradients.recurrent().addi(parts.recurrent());
                weightGradients.bias().addi(parts.bias());
            } else if (i > 0) {
                parts = new LstmWeights(
                        parts.input().ulike(),
                        parts.recurrent().ulike(),
                        parts.bias().ulike());
            }
        }
    }

    @Override
    public void close() {
        kernel.close();
    }
}
