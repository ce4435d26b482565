package io.lagbench.harness.report;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {

    private static ComparisonReport ofDevices() {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            rows.add(trial("seed", seed, "lstm", "cudnn", "backend", "cuda-offload", "device", "GPU", "fit_p50_us", 2));
            rows.add(trial("seed", seed, "lstm", "simd", "backend", "cuda-offload", "device", "CPU", "fit_p50_us", 10));
            rows.add(
                    trial("seed", seed, "lstm", "onednn", "backend", "cuda-offload", "device", "CPU", "fit_p50_us", 6));
        }
        return new ComparisonReport(Comparison.devicesAgainstProcessor(rows).get(0), Metrics.FIT_P50);
    }

    @Test
    void theBestOfEitherSideStandAloneAndTheSentenceIsTheLastLine() {
        String text = ofDevices().text(false);
        assertThat(text).contains("2 pairs in all, with --all-pairs.").doesNotContain("simd");
        assertThat(text.strip().lines().reduce((first, second) -> second))
                .hasValueSatisfying(line -> assertThat(line).startsWith("GPU (cudnn) ran 3.00"));
    }

    @Test
    void allPairsFollowOnDemand() {
        String text = ofDevices().text(true);
        assertThat(text).contains("2 pairs in all:").contains("simd / cudnn");
        assertThat(text.strip().lines().reduce((first, second) -> second))
                .hasValueSatisfying(line -> assertThat(line).startsWith("GPU (cudnn) ran 3.00"));
        assertThat(ofDevices().json(List.of(), List.of(), true)).contains("simd");
        assertThat(ofDevices().json(List.of(), List.of(), false)).doesNotContain("simd");
    }
}
