package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.fake.Rows;
import io.lagbench.harness.results.CsvRows.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How wide a gate has to be that runs of the same do not fail, held against the gate itself. */
class NoiseCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return InProcessMain.execute(
                new Installation(Backend.CPU, folder, folder, folder.resolve("locks")), out, err, arguments);
    }

    /** Three seeds of two widths, whose fits take so long. */
    private String run(String name, double narrow, double wide) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            double step = 0.99 + 0.01 * (seed - 1);
            rows.add(Rows.trial("seed", seed, "hidden", 8, "fit_p50_us", narrow * step));
            rows.add(Rows.trial("seed", seed, "hidden", 64, "fit_p50_us", wide * step));
        }
        return Rows.write(folder.resolve(name), rows).toString();
    }

    @Test
    void theGateThatIsNamedFailsNoneOfThemAndOneAPercentNarrowerDoes() throws IOException {
        List<String> runs = List.of(run("a", 100, 1000), run("b", 104, 1300), run("c", 97, 1100));
        assertThat(execute("noise", runs.get(0), runs.get(1), runs.get(2))).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("|      8 ")))
                .singleElement()
                .asString()
                .contains("100.0 | 97.00 | 104.0 |      7.2 |");
        assertThat(out.toString()).contains("3 runs, 2 workloads: medians of fit_p50_us differ by 30.0 % at most.");
        String sentence = out.toString().lines().reduce((first, last) -> last).orElseThrow();
        int width = Integer.parseInt(sentence.replaceAll(".*fit_p50_us:(\\d+)%\\.", "$1"));
        assertThat(width).isBetween(20, 30);
        assertThat(failures(runs, width)).isZero();
        assertThat(failures(runs, width - 1)).isPositive();
    }

    private long failures(List<String> runs, int width) {
        return runs.stream()
                .flatMapToInt(base -> runs.stream()
                        .filter(other -> !other.equals(base))
                        .mapToInt(other -> execute("compare", base, other, "--fail-on", "fit_p50_us:" + width + "%")))
                .filter(exit -> exit == 1)
                .count();
    }

    @Test
    void withFewTrialsTheWidthIsNotKnown() throws IOException {
        List<String> runs = IntStream.of(100, 110)
                .mapToObj(fit -> List.of(Rows.trial("fit_p50_us", fit)))
                .map(rows -> write(rows))
                .toList();
        assertThat(execute("noise", runs.get(0), runs.get(1))).isZero();
        assertThat(out.toString())
                .contains(
                        "1 workload: medians of fit_p50_us differ by 10.0 % at most. How wide a gate has to be is not known");
    }

    private String write(List<Row> rows) {
        try {
            return Rows.write(folder.resolve(rows.get(0).text("fit_p50_us")), rows)
                    .toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatCannotBeComparedIsOneLine() throws IOException {
        String run = run("a", 1, 2);
        assertThat(execute("noise", run)).isEqualTo(2);
        assertThat(err.toString()).contains("noise: 1 run; allowed: two or more");
        String other = Rows.write(folder.resolve("other"), List.of(Rows.trial("task", "copy", "fit_p50_us", 3)))
                .toString();
        assertThat(execute("noise", run, other)).isEqualTo(2);
        assertThat(err.toString()).contains("the runs have no workload in common that has a fit_p50_us");
        assertThat(execute("noise", run, run, "--measure", "fit")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown measure 'fit'");
    }
}
