package io.lagbench.harness.report;

import io.lagbench.harness.compare.Compared;
import io.lagbench.harness.compare.Comparison;
import io.lagbench.harness.compare.Measure;
import io.lagbench.harness.compare.Pair;
import io.lagbench.harness.plot.HeatMap;
import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Side against side: implementations or backends, where the runs have two. */
final class ComparisonSection {
    private static final Measure MEASURE = Measure.of("fit_p50_us");
    private static final List<String> AXES = List.of("batch", "hidden", "length");

    private ComparisonSection() {}

    /** The section; empty if nothing has two sides. */
    static Optional<Section> of(List<Row> trials) {
        List<Block> blocks = new ArrayList<>();
        for (String column : List.of("lstm", "backend")) {
            for (Comparison comparison : Comparison.allSides(trials, column)) {
                ComparisonReport report = new ComparisonReport(comparison, MEASURE);
                if (report.compared().isEmpty()) {
                    continue;
                }
                blocks.add(new Paragraph(report.sentence()));
                maps(comparison, report.compared(), blocks);
                blocks.add(report.table());
                report.crossoverLines().forEach(line -> blocks.add(new Paragraph(line)));
            }
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new Section("sides", "Side against side", blocks));
    }

    /** A map over the two sizes that vary most, for what else is most frequent. */
    private static void maps(Comparison comparison, List<Compared> compared, List<Block> blocks) {
        List<String> varying = AXES.stream()
                .filter(axis -> values(compared, axis).size() > 1)
                .sorted(Comparator.comparingInt(axis -> -values(compared, axis).size()))
                .limit(2)
                .toList();
        if (varying.size() < 2) {
            return;
        }
        String x = varying.get(0);
        String y = varying.get(1);
        List<String> others = CellSummary.CELL_COLUMNS.stream()
                .filter(column -> !column.equals(x) && !column.equals(y) && !column.equals("threads"))
                .toList();
        Map<List<String>, List<Compared>> planes = compared.stream()
                .collect(Collectors.groupingBy(
                        point -> others.stream().map(point.pair()::param).toList(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Compared> plane = planes.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        List<String> xs = values(plane, x);
        List<String> ys = values(plane, y);
        if (xs.size() < 2 || ys.size() < 2) {
            return;
        }
        blocks.add(new Figure(
                "speedup-" + LearningSections.fileName(comparison.base() + "-" + comparison.contender()),
                "How many times faster " + comparison.contender() + " is than " + comparison.base() + ", by " + x
                        + " and " + y + where(planes.size() > 1, plane.get(0).pair(), others)
                        + ". Blue: faster, vermilion: slower; the thick line is the crossover.",
                new HeatMap(
                        "",
                        x,
                        xs,
                        y,
                        ys,
                        ys.stream()
                                .map(row -> xs.stream()
                                        .map(column -> at(plane, x, column, y, row))
                                        .toList())
                                .toList())));
    }

    private static String where(boolean several, Pair pair, List<String> others) {
        return several
                ? ", at "
                        + others.stream()
                                .filter(column -> List.of("task", "length", "batch", "hidden", "interior")
                                        .contains(column))
                                .filter(column -> !pair.param(column).isEmpty())
                                .map(column -> column + " " + pair.param(column))
                                .collect(Collectors.joining(", "))
                : "";
    }

    private static List<String> values(List<Compared> compared, String axis) {
        return compared.stream()
                .map(point -> point.pair().param(axis))
                .filter(value -> value.matches("[0-9]+"))
                .distinct()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }

    private static double at(List<Compared> plane, String x, String column, String y, String row) {
        return plane.stream()
                .filter(point -> point.pair().param(x).equals(column)
                        && point.pair().param(y).equals(row))
                .mapToDouble(point -> point.ratio().factor())
                .findFirst()
                .orElse(Double.NaN);
    }
}
