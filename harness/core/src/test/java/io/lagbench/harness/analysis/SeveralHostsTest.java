package io.lagbench.harness.analysis;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.SettingColumns;
import io.lagbench.harness.results.StoredRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Trials of a run that several machines ran, perhaps with processors of one name. */
class SeveralHostsTest {

    private static List<Row> rows(String host, String lstm, double fit) {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            rows.add(trial("environment", host, "lstm", lstm, "seed", seed, "fit_p50_us", fit + seed));
        }
        return rows;
    }

    private static List<Row> of(List<Row> one, List<Row> other) {
        List<Row> rows = new ArrayList<>(one);
        rows.addAll(other);
        return rows;
    }

    @Test
    void theirTrialsAreNeverOfOneCell() {
        List<Cell> cells = Cell.of(of(rows("a", "stock", 10), rows("b", "stock", 20)));
        assertThat(cells).hasSize(2).allMatch(cell -> cell.trials().size() == 3);
        assertThat(cells).extracting(cell -> cell.param("environment")).containsExactly("a", "b");
        assertThat(CellNames.columns(cells)).containsExactly("environment");
        assertThat(SummaryTable.csv(cells).lines().skip(1))
                .allMatch(line -> line.contains(",a") || line.contains(",b"));
    }

    @Test
    void ofOneHostNothingIsSaid() {
        List<Cell> cells = Cell.of(of(rows("a", "stock", 10), rows("a", "stock", 20)));
        assertThat(cells)
                .singleElement()
                .matches(cell -> cell.param("environment").isEmpty());
        assertThat(JmhResult.json(of(rows("a", "stock", 10), List.of()), List.of()))
                .doesNotContain("environment");
    }

    @Test
    void entriesOfJmhAreToldApartByTheHostToo() {
        List<Row> rows = of(rows("a", "stock", 10), rows("b", "stock", 20)).stream()
                .map(row -> {
                    Map<String, String> fields = new LinkedHashMap<>(row.fields());
                    fields.put("fit_mean_us", "5");
                    return row.with(fields);
                })
                .toList();
        assertThat(JmhResult.json(rows, List.of())).contains("\"environment\" : \"a\"", "\"environment\" : \"b\"");
    }

    /** The one host's cells would have had no partner. */
    @Test
    void aRunOfOneHostIsComparedWithWhatRanThereInTheOther() {
        Comparison comparison = Comparison.ofRuns(
                run("merged", of(rows("a", "stock", 100), rows("b", "stock", 1000))),
                run("plain", rows("b", "stock", 990)));
        assertThat(comparison.pairs())
                .singleElement()
                .matches(pair -> pair.base().param("environment").equals("b") && !pair.differsIn("environment"));
        assertThat(comparison.onlyBase()).hasSize(1);
    }

    private static StoredRun run(String name, List<Row> trials) {
        return new StoredRun(
                Path.of(name), name, Map.of(), Map.of(), trials, Map.of(), List.of(), List.of(), "", List.of());
    }

    @Test
    void runsThatAreToldApartAnywayAreNotToldApartByTheirHosts() {
        List<Row> rows = of(rows("a", "stock", 10), rows("b", "stock", 20)).stream()
                .map(row -> {
                    Map<String, String> fields = new LinkedHashMap<>(row.fields());
                    fields.put(Cell.RUN, "run of " + row.text("environment"));
                    return row.with(fields);
                })
                .toList();
        assertThat(Cell.of(rows))
                .hasSize(2)
                .allMatch(cell -> cell.param("environment").isEmpty());
    }

    /** A comparison of engines would otherwise compare machines. */
    @Test
    void sidesAreHeldAgainstEachOtherOnTheSameHost() {
        List<Row> rows = of(
                of(rows("a", "stock", 100), rows("a", "onednn", 10)),
                of(rows("b", "stock", 1000), rows("b", "onednn", 200)));
        List<Pair> pairs = Comparison.allSides(rows, "lstm").get(0).pairs();
        assertThat(pairs).hasSize(2).noneMatch(pair -> pair.differsIn("environment"));
        assertThat(SettingColumns.OF_EVERY_CELL)
                .as("the host makes no id of a cell")
                .doesNotContain("environment");
    }
}
