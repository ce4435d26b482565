package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.reference.KernelCheck;
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
import org.nd4j.linalg.factory.Nd4j;

/** The fused layer on its own, with states and masks, against the reference and DL4J's layer. */
class FusedLstmLayerTest {
    private static final long SEED = 19991115;

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
                                1 + random.nextInt(20),
                                1 + random.nextInt(7),
                                1 + random.nextInt(9),
                                1 + random.nextInt(33)),
                        DataType.FLOAT,
                        random.nextBoolean()));
    }

    private static String at(LstmCase given) {
        return "seed " + SEED + ", " + given;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReferenceAndStock(LstmCase given) {
        try (SingleLayer fused = SingleLayer.fused(given.shape);
                SingleLayer stock = SingleLayer.stock(given.shape)) {
            LstmCase.Result actual = fused.run(given);
            assertThat(fused.fusedLayer().kernelDescription()).startsWith(TestedKernel.name());
            new ResultComparison().check("reference:", at(given), actual, given.run(new ReferenceLstmKernel()));
            new ResultComparison().check("stock:", at(given), actual, stock.run(given));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rightPaddedMaskMatchesReferenceAndStock(LstmCase given) {
        given.paddedOnTheRight(new Random(SEED));
        for (int s = 0; s < given.shape.batch(); s++) { // the layer above has no gradient for what is masked
            for (int t = 0; t < given.shape.timeSteps(); t++) {
                for (int h = 0; h < given.shape.hidden(); h++) {
                    double gradient = given.outputGradient.getDouble(t, s, h) * given.mask.getDouble(s, t);
                    given.outputGradient.putScalar(t, s, h, gradient);
                }
            }
        }
        try (SingleLayer fused = SingleLayer.fused(given.shape);
                SingleLayer stock = SingleLayer.stock(given.shape)) {
            LstmCase.Result actual = fused.run(given);
            new ResultComparison().check("reference:", at(given), actual, given.run(new ReferenceLstmKernel()));
            new ResultComparison().check("stock:", at(given), actual, stock.run(given));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void underAnyMaskEqualsTheReference(LstmCase given) {
        given.maskedAtRandom(new Random(SEED));
        try (SingleLayer fused = SingleLayer.fused(given.shape)) {
            LstmCase.Result actual = fused.run(given, false);
            new ResultComparison().check("reference:", at(given), actual, given.run(new ReferenceLstmKernel()));
        }
    }

    @Test
    void stockGradientIsWrongUnderMaskWithGaps() {
        LstmCase given = new LstmCase(SEED, new LstmShape(12, 3, 4, 6), DataType.FLOAT, false);
        given.maskedAtRandom(new Random(SEED));
        LstmCase.Result reference = given.run(new ReferenceLstmKernel());
        try (SingleLayer stock = SingleLayer.stock(given.shape)) {
            LstmCase.Result other = stock.run(given);
            assertThat(ResultComparison.relativeError(other.output(), reference.output()))
                    .isLessThan(KernelCheck.OUTPUTS);
            assertThat(ResultComparison.relativeError(
                            other.gradients().recurrent(), reference.gradients().recurrent()))
                    .as("what is documented at FusedLSTM")
                    .isGreaterThan(0.01);
        }
    }

    @Test
    void stateIsCarriedOnOnlyFromMasksPaddedOnTheRight() {
        LstmCase given = new LstmCase(1, new LstmShape(4, 2, 3, 5), DataType.FLOAT, true);
        given.mask = Nd4j.createFromArray(new float[][] {{1, 1, 1, 1}, {1, 0, 1, 1}});
        try (SingleLayer fused = SingleLayer.fused(given.shape)) {
            assertThatThrownBy(() -> fused.run(given))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("padded on the right; sequence 1 is used from step 2");
        }
    }

    @Test
    void zeroMaskGivesZeroOutputsAndGradients() {
        LstmCase given = new LstmCase(1, new LstmShape(4, 2, 3, 5), DataType.FLOAT, true);
        given.mask = Nd4j.zeros(DataType.FLOAT, 2, 4);
        try (SingleLayer fused = SingleLayer.fused(given.shape)) {
            new ResultComparison()
                    .check("reference:", at(given), fused.run(given), given.run(new ReferenceLstmKernel()));
        }
    }

    @Test
    void aClosedLayerCanBeUsedAgain() {
        LstmCase given = new LstmCase(1, new LstmShape(4, 2, 3, 5), DataType.FLOAT, true);
        try (SingleLayer fused = SingleLayer.fused(given.shape)) {
            LstmCase.Result before = fused.run(given);
            fused.close();
            fused.close();
            assertThat(fused.run(given).output()).isEqualTo(before.output());
        }
    }

    @Test
    void inputsAndMasksOfTheWrongShapeAreRefusedWithTheShapes() {
        LstmShape shape = new LstmShape(6, 3, 5, 8);
        try (SingleLayer layer = SingleLayer.fused(shape)) {
            assertThatThrownBy(() -> layer.run(new LstmCase(1, new LstmShape(6, 3, 9, 8), DataType.FLOAT, false)))
                    .hasMessageContaining("FusedLSTM has nIn 5; got an input of [3, 9, 6]");
            LstmCase masked = new LstmCase(1, shape, DataType.FLOAT, false);
            masked.mask = Nd4j.ones(DataType.FLOAT, 3, 7);
            assertThatThrownBy(() -> layer.run(masked))
                    .hasMessageContaining("needs a mask [batch, time] of [3, 6], not [3, 7]");
            masked.mask = Nd4j.ones(DataType.FLOAT, 3, 6).putScalar(1, 2, 0.5);
            assertThatThrownBy(() -> layer.run(masked))
                    .hasMessageContaining("zeros and ones, not 0.5 at sequence 1, step 2");
        }
    }
}
