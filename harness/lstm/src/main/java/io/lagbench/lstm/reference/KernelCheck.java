package io.lagbench.lstm.reference;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds a kernel against {@link ReferenceLstmKernel}. The error of a quantity is the norm of the difference over the norm of
 * the reference.
 */
public final class KernelCheck {
    /** Largest error of outputs and states. */
    public static final double OUTPUTS = 1e-5;

    /** Largest error of each gradient. */
    public static final double GRADIENTS = 1e-4;

    /**
     * What a kernel may be off by.
     *
     * @param outputs largest error of outputs and states
     * @param gradients largest error of each gradient
     */
    public record Tolerance(double outputs, double gradients) {
        /** Products and sums in single precision. */
        public static final Tolerance FULL = new Tolerance(OUTPUTS, GRADIENTS);

        /**
         * Factors of products rounded to the ten bits of TF32, half a unit of which is 4.9e-4. Gradients of recurrent weights are sums over
         * steps of what is small beside its parts.
         */
        public static final Tolerance TF32 = new Tolerance(5e-3, 2e-2);
    }

    /**
     * How many random shapes are tried, and how large they are.
     *
     * @param cases number of shapes
     * @param most largest sizes; all that are smaller are as likely
     */
    public record Extent(int cases, LstmShape most) {
        /** Some milliseconds. */
        public static final Extent QUICK = new Extent(12, new LstmShape(20, 9, 19, 40));

        /** Up to a minute; wide enough for what a kernel does differently for large layers. */
        public static final Extent LONG = new Extent(100, new LstmShape(60, 20, 40, 160));
    }

    private KernelCheck() {}

    /**
     * How far one quantity is from the reference.
     *
     * @param error infinite where the reference is zero and the other is not
     */
    record Deviation(String quantity, double error, double tolerance) {
        boolean tooLarge() {
            return !(error <= tolerance); // also for NaN
        }
    }

    /** The same, {@link Extent#QUICK}. */
    public static Optional<String> problem(LstmKernel kernel, Tolerance tolerance) {
        return problem(kernel, tolerance, Extent.QUICK);
    }

    /**
     * Runs a kernel forward and backward on random shapes.
     *
     * @return the first quantity that is too far from the reference, in one line; empty if none is
     */
    public static Optional<String> problem(LstmKernel kernel, Tolerance tolerance, Extent extent) {
        Random random = new Random(1);
        LstmShape most = extent.most();
        for (int i = 0; i < extent.cases(); i++) {
            LstmShape shape = new LstmShape(
                    1 + random.nextInt(most.timeSteps()),
                    1 + random.nextInt(most.batch()),
                    1 + random.nextInt(most.input()),
                    1 + random.nextInt(most.hidden()));
            KernelCall each = KernelCall.random(i, shape, DataType.FLOAT, i % 2 == 1);
            each = i % 3 == 1 ? each.onSymbols(random) : each;
            each = i % 4 > 1 ? each.ofLastStep() : each;
            for (Deviation deviation : compare(each.run(kernel), each.run(new ReferenceLstmKernel()), tolerance)) {
                if (deviation.tooLarge()) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "%s does not pass conformance: %s at %s has a relative error of %.1e; allowed: %.0e",
                            kernel.description(),
                            deviation.quantity(),
                            each,
                            deviation.error(),
                            deviation.tolerance()));
                }
            }
        }
        return Optional.empty();
    }

    /** Compares all quantities that both results have. */
    static List<Deviation> compare(KernelCall.Result actual, KernelCall.Result expected, Tolerance tolerance) {
        List<Deviation> all = new ArrayList<>();
        all.add(compare("output", actual.output(), expected.output(), tolerance.outputs()));
        if (actual.last() != null && expected.last() != null) {
            all.add(compare(
                    "last output", actual.last().output(), expected.last().output(), tolerance.outputs()));
            all.add(compare("last cell", actual.last().cell(), expected.last().cell(), tolerance.outputs()));
        }
        if (expected.gradients() != null) {
            LstmWeights mine = actual.gradients();
            LstmWeights other = expected.gradients();
            if (expected.inputGradient() != null) {
                all.add(compare(
                        "epsilon below", actual.inputGradient(), expected.inputGradient(), tolerance.gradients()));
            }
            all.add(compare("W", mine.input(), other.input(), tolerance.gradients()));
            all.add(compare("RW", mine.recurrent(), other.recurrent(), tolerance.gradients()));
            all.add(compare("b", mine.bias(), other.bias(), tolerance.gradients()));
        }
        return all;
    }

    static Deviation compare(String quantity, INDArray actual, INDArray expected, double tolerance) {
        return new Deviation(quantity, relativeError(actual, expected), tolerance);
    }

    static double relativeError(INDArray actual, INDArray expected) {
        INDArray reference = expected.castTo(DataType.DOUBLE);
        double difference =
                actual.castTo(DataType.DOUBLE).sub(reference).norm2Number().doubleValue();
        double norm = reference.norm2Number().doubleValue();
        if (norm == 0) { // one step from a zero state: RW has no gradient
            return difference == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return difference / norm;
    }
}
