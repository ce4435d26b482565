package io.lagbench.lstm.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.reference.LstmCase;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import io.lagbench.lstm.reference.ResultComparison;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The kernel in Java against the reference, on vectors of every width. */
class SimdLstmKernelTest {
    private static final long SEED = 20261126;

    @BeforeAll
    static void requireTheKernel() {
        assumeThat(SimdLstmKernel.unavailable()).isEmpty();
    }

    /** The arithmetic of a width that this processor would not choose: the class is loaded once more with it. */
    private static LaneArithmetic ofWidth(int bits) throws IOException, ReflectiveOperationException {
        String before = System.getProperty(VectorModule.WIDTH);
        System.setProperty(VectorModule.WIDTH, Integer.toString(bits));
        try (InputStream code = SimdLstmKernelTest.class.getResourceAsStream("VectorLanes.class")) {
            Class<?> type = MethodHandles.lookup()
                    .defineHiddenClass(code.readAllBytes(), true)
                    .lookupClass();
            return (LaneArithmetic) type.getDeclaredConstructor().newInstance();
        } finally {
            if (before == null) {
                System.clearProperty(VectorModule.WIDTH);
            } else {
                System.setProperty(VectorModule.WIDTH, before);
            }
        }
    }

    static Stream<Arguments> cases() {
        Random random = new Random(SEED);
        return IntStream.range(0, 48).mapToObj(i -> {
            LstmCase given = new LstmCase(
                    random.nextLong(),
                    new LstmShape(
                            1 + random.nextInt(70),
                            1 + random.nextInt(20),
                            1 + random.nextInt(i % 2 == 0 ? 12 : 40),
                            1 + random.nextInt(24)),
                    DataType.FLOAT,
                    random.nextBoolean());
            given = i / 3 % 2 == 0 ? given : given.onSymbols(random);
            given = i / 6 % 2 == 0 ? given : given.ofLastStep();
            return Arguments.of(128 << i % 3, i / 12 % 2 == 0 ? 1_000_000 : 0, 1 + i / 24, given);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyWidthEqualsTheReference(int bits, long mostFloats, int threads, LstmCase given) throws Exception {
        LaneArithmetic arithmetic = ofWidth(bits);
        assertThat(arithmetic.lanes()).isEqualTo(bits / 32);
        try (LstmKernel kernel = new SimdLstmKernel(arithmetic, mostFloats, threads)) {
            assertThat(kernel.description()).contains(bits + " bits");
            new ResultComparison()
                    .check(
                            "reference:",
                            "seed " + SEED + ", " + given,
                            given.run(kernel),
                            given.run(new ReferenceLstmKernel()));
        }
    }

    /** Where values are not kept, states are, and steps are computed again in the backward pass. */
    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 100})
    void stepsAreComputedAgainBlockByBlock(int steps) {
        LstmCase given = new LstmCase(SEED, new LstmShape(steps, 5, 2, 7), DataType.FLOAT, true);
        try (LstmKernel again = new SimdLstmKernel(VectorModule.arithmetic(), 0, 1);
                LstmKernel kept = new SimdLstmKernel(VectorModule.arithmetic(), Long.MAX_VALUE, 1)) {
            LstmCase.Result actual = given.run(again);
            new ResultComparison().check("reference:", given.toString(), actual, given.run(new ReferenceLstmKernel()));
            assertThat(actual.gradients().recurrent())
                    .as("to the last bit what is computed once")
                    .isEqualTo(given.run(kept).gradients().recurrent());
        }
    }

    /** What decays is flushed: it ends at zero, not in denormals, and so does the work. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE})
    void gradientsOfTheLastStepThatDecayEndAtZero(long mostFloats) {
        int steps = 300;
        LstmShape shape = new LstmShape(steps, 3, 2, 4);
        LstmCase given = new LstmCase(SEED, shape, DataType.FLOAT, false);
        given.weights.input().muli(0.1);
        given.weights.recurrent().muli(0.1);
        INDArray last = given.outputGradient.like();
        last.slice(steps - 1).assign(given.outputGradient.slice(steps - 1));
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {steps, 3, 4}, 'c');
        INDArray below =
                Nd4j.valueArrayOf(new long[] {steps, 3, 2}, 7, DataType.FLOAT).dup('c');
        INDArray expected = below.dup('c');
        LstmWeights gradients = copy(given.weights);
        LstmWeights reference = copy(given.weights);
        try (LstmKernel kernel = new SimdLstmKernel(VectorModule.arithmetic(), mostFloats, 1);
                LstmKernel exact = new ReferenceLstmKernel()) {
            kernel.backward(
                    given.weights,
                    kernel.forward(given.weights, given.input, null, output, true),
                    last,
                    below,
                    gradients);
            exact.backward(
                    given.weights,
                    exact.forward(given.weights, given.input, null, output, true),
                    last,
                    expected,
                    reference);
        }
        float[] values = below.dup('c').data().asFloat();
        for (float value : values) {
            assertThat(value == 0 || Math.abs(value) >= Float.MIN_NORMAL)
                    .as("denormal %s", value)
                    .isTrue();
        }
        assertThat(below.slice(0).amaxNumber().floatValue()).isZero();
        assertThat(below.sub(expected).norm2Number().doubleValue())
                .isLessThan(1e-5 * expected.norm2Number().doubleValue());
        assertThat(gradients
                        .recurrent()
                        .sub(reference.recurrent())
                        .norm2Number()
                        .doubleValue())
                .isLessThan(1e-4 * reference.recurrent().norm2Number().doubleValue());
    }

    private static LstmWeights copy(LstmWeights weights) {
        return new LstmWeights(
                weights.input().dup('f'),
                weights.recurrent().dup('f'),
                weights.bias().dup('f'));
    }

    /** A network that diverged has to show. */
    @Test
    void notANumberStaysSo() {
        LstmCase given = new LstmCase(SEED, new LstmShape(3, 2, 2, 4), DataType.FLOAT, false);
        given.weights.input().putScalar(0, 0, Double.NaN);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {3, 2, 4}, 'c');
        try (LstmKernel kernel = new SimdLstmKernel()) {
            kernel.forward(given.weights, given.input, null, output, false);
        }
        assertThat(output.isNaN().any()).isTrue();
    }

    @Test
    void aSequenceDoesNotDependOnTheOthersOfItsBatch() {
        LstmCase given = new LstmCase(SEED, new LstmShape(9, 21, 3, 6), DataType.FLOAT, false);
        INDArray all = Nd4j.create(DataType.FLOAT, new long[] {9, 21, 6}, 'c');
        INDArray one = Nd4j.create(DataType.FLOAT, new long[] {9, 1, 6}, 'c');
        try (LstmKernel kernel = new SimdLstmKernel()) {
            kernel.forward(given.weights, given.input, null, all, false);
            for (int sequence : new int[] {0, 7, 20}) {
                INDArray input = given.input
                        .get(
                                org.nd4j.linalg.indexing.NDArrayIndex.all(),
                                org.nd4j.linalg.indexing.NDArrayIndex.interval(sequence, sequence + 1),
                                org.nd4j.linalg.indexing.NDArrayIndex.all())
                        .dup('c');
                kernel.forward(given.weights, input, null, one, false);
                assertThat(one.reshape(9, 6))
                        .isEqualTo(all.permute(1, 0, 2).slice(sequence).dup('c'));
            }
        }
    }

    @Test
    void itsNameIsThatOfAKernel() {
        assertThat(KernelKind.SIMD.unavailable()).isEmpty();
        assertThat(new KernelKind("simd")).isEqualTo(KernelKind.SIMD);
    }
}
