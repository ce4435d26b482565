package io.lagbench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is timed is training, and the same training. */
@Tag("slow")
class TrainingStepTest {

    @BeforeAll
    static void oneDnnIsThere() {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TrainingStep.Kind.class)
    void everyKindLearnsItsBatch(TrainingStep.Kind kind) {
        assumeThat(kind.runs()).as("%s runs here", kind).isTrue();
        try (TrainingStep step = new TrainingStep(kind, new Shape(2, 3, 8))) {
            step.fit();
            double first = step.score();
            for (int fit = 0; fit < 150; fit++) {
                step.fit();
            }
            assertThat(step.score()).isLessThan(0.9 * first);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TrainingStep.Kind.class,
            names = {"FUSED", "FUSED_LSTM", "SIMD", "CUDNN", "CUDNN_TF32"})
    void theFusedKindsLearnAsStockDoes(TrainingStep.Kind kind) {
        assumeThat(kind.runs()).as("%s runs here", kind).isTrue();
        for (String each : List.of("3x7x5", "3x7x5/last")) {
            learnsAsStockDoes(kind, Shape.parse(each));
        }
    }

    private static void learnsAsStockDoes(TrainingStep.Kind kind, Shape shape) {
        try (TrainingStep stock = new TrainingStep(TrainingStep.Kind.STOCK, shape);
                TrainingStep fused = new TrainingStep(kind, shape)) {
            for (int fit = 0; fit < 20; fit++) {
                stock.fit();
                fused.fit();
                assertThat(fused.score()).isCloseTo(stock.score(), within(1e-3));
            }
        }
    }

    @Test
    void theTableHasALineAShape() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FitTable.print(
                    List.of("stock", "fused_lstm", "fused", "simd", "dense", "dense_fused_output", "bare"),
                    List.of("1x2x3:2", "1x2x3/last:2"),
                    0);
            KernelTable.print(List.of("1x2x3:2"), 0, 1e9);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| 1x2x3 +\\|( [0-9.]+ \\[[0-9.]+, [0-9.]+\\] \\|){7}( (1/)?[0-9.]+ \\|){4}")
                .containsPattern(
                        "\\| 1x2x3/last +\\|( [0-9.]+ \\[[0-9.]+, [0-9.]+\\] \\|){4}( \\|){3}( (1/)?[0-9.]+ \\|){2}( \\|){2}")
                .containsPattern("\\| 1x2x3 \\| last step, decaying \\|( [0-9.]+ \\|){3} 1/[0-9.]+ \\|");
    }

    @Test
    void aShapeHasThreeSizes() {
        assertThat(Shape.parse("1x20x300")).isEqualTo(new Shape(1, 20, 300)).hasToString("1x20x300");
        assertThat(Shape.parse("1x20x300/last")).isEqualTo(new Shape(1, 20, 300, true));
        assertThatThrownBy(() -> Shape.parse("1x20")).hasMessageContaining("BATCHxSTEPSxHIDDEN");
    }
}
