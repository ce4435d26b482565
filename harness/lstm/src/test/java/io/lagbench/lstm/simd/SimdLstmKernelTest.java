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
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The kernel in Java against the reference; the build runs it on vectors of every width, see the system property. */
class SimdLstmKernelTest {
    private static final long SEED = 20261126;

    @BeforeAll
    static void requireTheKernel() {
        assumeThat(SimdLstmKernel.unavailable()).isEmpty();
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
            long most = new long[] {Long.MAX_VALUE, 0, SOME}[i / 12 % 3];
            return Arguments.of(tuning(most, i / 3 % 3 * 4, 1 + i / 24), given);
        });
    }

    /** Values of some of the steps here. */
    private static final long SOME = 20_000;

    private static SimdLstmKernel.Tuning tuning(long mostFloats, int mostAlone, int threads) {
        return new SimdLstmKernel.Tuning(mostFloats, mostAlone, threads);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReference(SimdLstmKernel.Tuning tuning, LstmCase given) {
        try (LstmKernel kernel = new SimdLstmKernel(tuning)) {
            new ResultComparison()
                    .check(
                            "reference:",
                            "seed " + SEED + ", " + given + ", " + tuning,
                            given.run(kernel),
                            given.run(new ReferenceLstmKernel()));
        }
    }

    @Test
    void theWidthOfVectorsIsThatOfTheSystemProperty() {
        Integer bits = Integer.getInteger(VectorModule.WIDTH);
        assumeThat(bits).isNotNull();
        try (LstmKernel kernel = new SimdLstmKernel()) {
            assertThat(kernel.description()).contains(bits + " bits");
        }
    }

    /** Where values are not kept, states are, and steps are computed again in the backward pass. */
    @ParameterizedTest
    @CsvSource({"1,0", "31,0", "32,16", "33,0", "33,16", "100,0", "100,16"})
    void stepsAreComputedAgainBlockByBlock(int steps, int mostAlone) {
        LstmCase given = new LstmCase(SEED, new LstmShape(steps, 5, 2, 7), DataType.FLOAT, true);
        try (LstmKernel again = new SimdLstmKernel(tuning(0, mostAlone, 1));
                LstmKernel some = new SimdLstmKernel(tuning(SOME, mostAlone, 1));
                LstmKernel kept = new SimdLstmKernel(tuning(Long.MAX_VALUE, mostAlone, 1))) {
            LstmCase.Result actual = given.run(again);
            new ResultComparison().check("reference:", given.toString(), actual, given.run(new ReferenceLstmKernel()));
            assertThat(actual.gradients().recurrent())
                    .as("to the last bit what is computed once")
                    .isEqualTo(given.run(kept).gradients().recurrent())
                    .isEqualTo(given.run(some).gradients().recurrent());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void whatIsComputedInPairsOfGroupsIsTheSameToTheLastBit(int groups) {
        int batch = groups * VectorModule.lanes().lanes() - 1;
        LstmCase given = new LstmCase(SEED, new LstmShape(40, batch, 3, 7), DataType.FLOAT, true);
        try (LstmKernel pairs = new SimdLstmKernel(tuning(SOME, 0, 1));
                LstmKernel single = new SimdLstmKernel(tuning(SOME, 0, groups))) {
            LstmCase.Result actual = given.run(pairs);
            LstmCase.Result expected = given.run(single);
            new ResultComparison().check("reference:", given.toString(), actual, given.run(new ReferenceLstmKernel()));
            assertThat(actual.output()).isEqualTo(expected.output());
            assertThat(actual.gradients().recurrent())
                    .isEqualTo(expected.gradients().recurrent());
        }
    }

    /** What decays is flushed: it ends at zero, not in denormals, and so does the work. */
    @ParameterizedTest
    @CsvSource({"0,0", "9223372036854775807,0", "0,16", "9223372036854775807,16"})
    void gradientsOfTheLastStepThatDecayEndAtZero(long mostFloats, int mostAlone) {
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
        try (LstmKernel kernel = new SimdLstmKernel(tuning(mostFloats, mostAlone, 1));
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
    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void notANumberStaysSo(int mostAlone) {
        LstmCase given = new LstmCase(SEED, new LstmShape(3, 2, 2, 4), DataType.FLOAT, false);
        given.weights.input().putScalar(0, 0, Double.NaN);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {3, 2, 4}, 'c');
        try (LstmKernel kernel = new SimdLstmKernel(tuning(0, mostAlone, 1))) {
            kernel.forward(given.weights, given.input, null, output, false);
        }
        assertThat(output.isNaN().any()).isTrue();
    }

    @Test
    void aSequenceDoesNotDependOnTheOthersOfItsBatch() {
        LstmCase given = new LstmCase(SEED, new LstmShape(9, 21, 3, 6), DataType.FLOAT, false);
        INDArray all = Nd4j.create(DataType.FLOAT, new long[] {9, 21, 6}, 'c');
        INDArray one = Nd4j.create(DataType.FLOAT, new long[] {9, 1, 6}, 'c');
        try (LstmKernel kernel = new SimdLstmKernel(tuning(0, 0, 1))) {
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
