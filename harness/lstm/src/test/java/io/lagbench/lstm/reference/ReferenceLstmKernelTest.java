package io.lagbench.lstm.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The reference against central differences, in double precision. */
@Tag("slow")
class ReferenceLstmKernelTest {
    private static final long SEED = 20261123;
    private static final double EPSILON = 1e-6;
    private static final double TOLERANCE = 1e-6;

    @BeforeAll
    static void requireNd4j() {
        assumeThat(Nd4jBackend.problem()).isEmpty();
    }

    static Stream<LstmCase> smallCases() {
        Random random = new Random(SEED);
        return IntStream.range(0, 25)
                .mapToObj(i -> new LstmCase(
                        random.nextLong(),
                        new LstmShape(
                                1 + random.nextInt(6),
                                1 + random.nextInt(4),
                                1 + random.nextInt(5),
                                1 + random.nextInt(6)),
                        DataType.DOUBLE,
                        random.nextBoolean()))
                .map(each -> random.nextBoolean() ? each : each.maskedAtRandom(random));
    }

    @ParameterizedTest
    @MethodSource("smallCases")
    void gradientsAreCentralDifferences(LstmCase random) {
        ReferenceLstmKernel kernel = new ReferenceLstmKernel();
        LstmCase.Result result = random.run(kernel);
        check(random, kernel, random.weights.input(), result.gradients().input());
        check(random, kernel, random.weights.recurrent(), result.gradients().recurrent());
        check(random, kernel, random.weights.bias(), result.gradients().bias());
        check(random, kernel, random.input, result.inputGradient());
    }

    @ParameterizedTest
    @MethodSource("smallCases")
    void gradientsAreCentralDifferencesAlongRandomDirections(LstmCase random) {
        ReferenceLstmKernel kernel = new ReferenceLstmKernel();
        LstmCase.Result result = random.run(kernel);
        List<INDArray> values =
                List.of(random.weights.input(), random.weights.recurrent(), random.weights.bias(), random.input);
        List<INDArray> gradients = List.of(
                result.gradients().input(),
                result.gradients().recurrent(),
                result.gradients().bias(),
                result.inputGradient());
        Random directions = new Random(SEED);
        double slope = 0;
        double up = 0;
        double down = 0;
        List<INDArray> direction = values.stream()
                .map(v -> LstmCase.normal(directions, DataType.DOUBLE, v.shape()))
                .toList();
        for (int i = 0; i < values.size(); i++) {
            slope += gradients.get(i).mul(direction.get(i)).sumNumber().doubleValue();
            values.get(i).addi(direction.get(i).mul(EPSILON));
        }
        up = random.loss(kernel);
        for (int i = 0; i < values.size(); i++) {
            values.get(i).subi(direction.get(i).mul(2 * EPSILON));
        }
        down = random.loss(kernel);
        assertThat((up - down) / (2 * EPSILON)).isCloseTo(slope, within(TOLERANCE * Math.max(1, Math.abs(slope))));
    }

    private static void check(LstmCase random, LstmKernel kernel, INDArray values, INDArray gradient) {
        INDArray differences = gradient.dup();
        for (long i = 0; i < values.length(); i++) {
            long[] index = Shape.ind2subC(values.shape(), i);
            double before = values.getDouble(index);
            values.putScalar(index, before + EPSILON);
            double up = random.loss(kernel);
            values.putScalar(index, before - EPSILON);
            double down = random.loss(kernel);
            values.putScalar(index, before);
            differences.putScalar(index, (up - down) / (2 * EPSILON));
        }
        assertThat(gradient.sub(differences).norm2Number().doubleValue())
                .as("%s, gradient of %s", random.shape, java.util.Arrays.toString(values.shape()))
                .isLessThan(TOLERANCE * Math.max(1, gradient.norm2Number().doubleValue()));
    }
}
