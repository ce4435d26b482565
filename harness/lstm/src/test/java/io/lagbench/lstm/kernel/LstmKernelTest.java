package io.lagbench.lstm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.reference.LstmCase;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import io.lagbench.lstm.reference.ResultComparison;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A native kernel against the reference. */
class LstmKernelTest {
    private static final long SEED = 19971115;

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
    }

    static Stream<LstmCase> cases() {
        Random random = new Random(SEED);
        return IntStream.range(0, 25)
                .mapToObj(i -> new LstmCase(
                        random.nextLong(),
                        new LstmShape(
                                logUniform(random, 60),
                                logUniform(random, 20),
                                logUniform(random, 40),
                                logUniform(random, 70)),
                        DataType.FLOAT,
                        random.nextBoolean()));
    }

    private static int logUniform(Random random, int most) {
        return (int) Math.exp(random.nextDouble() * Math.log(most + 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainingEqualsTheReference(LstmCase random) {
        try (LstmKernel kernel = TestedKernel.create()) {
            assertThat(kernel.description()).startsWith(TestedKernel.name());
            assertSame(random, random.run(kernel), random.run(new ReferenceLstmKernel()));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inferenceEqualsTheReference(LstmCase random) {
        try (LstmKernel kernel = TestedKernel.create();
                LstmKernel reference = new ReferenceLstmKernel()) {
            assertSame(random, random.predict(kernel), random.predict(reference));
        }
    }

    private static void assertSame(LstmCase random, LstmCase.Result actual, LstmCase.Result expected) {
        new ResultComparison().check("reference:", "seed " + SEED + ", " + random, actual, expected);
    }

    @Test
    void resultsDoNotDependOnTheShapesBefore() {
        try (LstmKernel kernel = TestedKernel.create()) {
            for (int round = 0; round < 3; round++) {
                for (int batch = 1; batch <= 12; batch++) {
                    LstmCase random = new LstmCase(batch, new LstmShape(5, batch, 3, 4), DataType.FLOAT, true);
                    assertSame(random, random.run(kernel), random.run(new ReferenceLstmKernel()));
                }
            }
        }
    }

    @Test
    void planEvictionDoesNotChangeResults() {
        try (LstmKernel kernel = TestedKernel.create()) {
            for (int i = 0; i <= 70; i++) {
                int batch = 1 + i % 70; // the last is the first again
                LstmCase random = new LstmCase(batch, new LstmShape(2, batch, 3, 4), DataType.FLOAT, true);
                assertSame(random, random.run(kernel), random.run(new ReferenceLstmKernel()));
            }
        }
    }

    @Test
    void weightsAndInputMayHaveAnyLayoutButTheOutputMustBeContiguous() {
        LstmCase random = new LstmCase(1, new LstmShape(6, 3, 5, 4), DataType.FLOAT, true);
        INDArray batchFirst = random.input.permute(1, 2, 0).dup('f').permute(2, 0, 1);
        LstmWeights rowMajor = new LstmWeights(
                random.weights.input().dup('c'), random.weights.recurrent().dup('c'), random.weights.bias());
        INDArray expected = Nd4j.create(DataType.FLOAT, new long[] {6, 3, 4}, 'c');
        INDArray actual = Nd4j.create(DataType.FLOAT, new long[] {6, 3, 4}, 'c');
        try (LstmKernel kernel = TestedKernel.create()) {
            kernel.forward(random.weights, random.input, random.state, expected, false);
            kernel.forward(rowMajor, batchFirst, random.state, actual, false);
            assertThat(actual).isEqualTo(expected);
            assertThatThrownBy(() -> kernel.forward(
                            random.weights,
                            random.input,
                            null,
                            expected.permute(1, 0, 2).dup('c').permute(1, 0, 2),
                            false))
                    .hasMessageContaining("contiguous");
        }
    }

    @Test
    void wrongShapesTypesAndOrdersOfCallsAreRefused() {
        LstmCase random = new LstmCase(1, new LstmShape(6, 3, 5, 4), DataType.FLOAT, false);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {6, 3, 4}, 'c');
        INDArray inputGradient = Nd4j.create(DataType.FLOAT, new long[] {6, 3, 5}, 'c');
        LstmKernel kernel = TestedKernel.create();
        assertThatThrownBy(() -> kernel.forward(random.weights, random.input, null, inputGradient, false))
                .hasMessageContaining("the output must be [6, 3, 4], not [6, 3, 5]");
        assertThatThrownBy(() -> kernel.forward(random.weights, output, null, output, false))
                .hasMessageContaining("the input weights must be [4, 16], not [5, 16]");
        assertThatThrownBy(
                        () -> kernel.forward(random.weights, random.input.castTo(DataType.DOUBLE), null, output, false))
                .hasMessageContaining("must be single precision");
        LstmKernel.Pass first = kernel.forward(random.weights, random.input, null, output, true);
        kernel.forward(random.weights, random.input, null, output, true);
        assertThatThrownBy(() -> kernel.backward(random.weights, first, output, inputGradient, random.weights))
                .isInstanceOf(IllegalStateException.class);
        LstmKernel.Pass untrained = kernel.forward(random.weights, random.input, null, output, false);
        assertThatThrownBy(() -> kernel.backward(random.weights, untrained, output, inputGradient, random.weights))
                .isInstanceOf(IllegalStateException.class);
        kernel.close();
        kernel.close();
        assertThatThrownBy(() -> kernel.forward(random.weights, random.input, null, output, false))
                .hasMessageContaining("closed");
    }
}
