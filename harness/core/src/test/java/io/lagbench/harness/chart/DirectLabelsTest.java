package io.lagbench.harness.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectLabelsTest {

    private static Chart chart(String... names) {
        return new Chart(
                "",
                new Axis("x", Scale.LINEAR),
                new Axis("y", Scale.LINEAR),
                IntStream.range(0, names.length)
                        .mapToObj(s -> new Series(names[s], Series.Kind.POINTS, List.of(Point.of(1, s))))
                        .toList(),
                List.of());
    }

    @Test
    void labelsStayWhereNothingOverlaps() {
        assertThat(DirectLabels.spread(new double[] {20, 60, 90}, new double[] {10, 10, 10}, 0, 100))
                .containsExactly(20, 60, 90);
    }

    @Test
    void whatOverlapsIsMovedApartAboutItsMiddle() {
        assertThat(DirectLabels.spread(new double[] {50, 50}, new double[] {10, 10}, 0, 100))
                .containsExactly(45, 55);
        assertThat(DirectLabels.spread(new double[] {0, 1}, new double[] {10, 20}, 0, 100))
                .as("not above the plot")
                .containsExactly(5, 20);
    }

    @Test
    void labelsNeverOverlapNorLeaveThePlot() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 1000; round++) {
            int count = random.nextInt(2, 8);
            double[] wanted = random.doubles(count, 10, 310).sorted().toArray();
            double[] heights = random.doubles(count, 15, 42).toArray();
            double[] centres = DirectLabels.spread(wanted, heights, 10, 310);
            for (int i = 0; i < count; i++) {
                assertThat(centres[i] - heights[i] / 2).isGreaterThanOrEqualTo(10 - 1e-9);
                assertThat(centres[i] + heights[i] / 2).isLessThanOrEqualTo(310 + 1e-9);
                if (i > 0) {
                    assertThat(centres[i] - centres[i - 1])
                            .isGreaterThanOrEqualTo((heights[i] + heights[i - 1]) / 2 - 1e-9);
                }
            }
        }
    }

    @Test
    void longOrManyNamesAreForALegend() {
        assertThat(DirectLabels.of(chart("one"))).isEmpty();
        assertThat(DirectLabels.of(chart("onednn, batch 1, hidden 20", "stock")))
                .isPresent();
        assertThat(DirectLabels.of(chart("a".repeat(40), "stock"))).isEmpty();
        assertThat(DirectLabels.of(chart("1", "2", "3", "4", "5", "6", "7", "8")))
                .isEmpty();
    }
}
