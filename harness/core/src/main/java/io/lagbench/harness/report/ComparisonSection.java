package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.Compared;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plot.HeatMap;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Side against side: implementations or backends, where the runs have two. */
final class ComparisonSection {
    private static final Metric METRIC = Metrics.FIT_P50;
    private static final List<String> AXES = List.of("batch", "hidden", "length");

    private ComparisonSection() {}

    /**
     * Every two sides in which a workload was timed: implementations, and backends or, where they run on one, runs that were
     * measured under different conditions.
     */
    static List<ComparisonReport> sides(List<Row> trials) {
        List<Comparison> backends = Comparison.allSides(trials, "backend");
        List<Comparison> others = backends.isEmpty() ? Comparison.allSides(trials, Cell.RUN) : backends;
        return Stream.concat(Comparison.allSides(trials, "lstm").stream(), others.stream())
                .map(comparison -> new ComparisonReport(comparison, METRIC))
                .filter(side -> !side.compared().isEmpty())
                .toList();
    }

    /** The section; empty if nothing has two sides. */
    static Optional<Section> of(List<ComparisonReport> sides) {
        List<Block> blocks = new ArrayList<>();
        for (ComparisonReport side : sides) {
            blocks.add(new Paragraph(side.sentence()));
            maps(side, blocks);
            blocks.add(side.table());
            side.throughout().ifPresent(blocks::add);
            side.crossoverLines().forEach(line -> blocks.add(new Paragraph(line)));
            blocks.addAll(side.lacking());
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new Section("sides", "Side against side", blocks));
    }

    /** A map over the two sizes that vary most, for what else is most frequent. */
    private static void maps(ComparisonReport side, List<Block> blocks) {
        List<Compared> compared = side.compared();
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
        List<List<Compared>> planes = new Sweeps<Compared>(
                        side.columns(), (point, column) -> point.pair().param(column), varying, Sweeps.SIZED)
                .of(
                        compared,
                        point -> List.of(point.pair().param(x), point.pair().param(y)));
        List<Compared> plane =
                planes.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        List<String> xs = values(plane, x);
        List<String> ys = values(plane, y);
        if (xs.size() < 2 || ys.size() < 2) {
            return;
        }
        blocks.add(new Figure(
                "speedup-" + LearningSections.fileName(side.base() + "-" + side.contender()),
                "How many times faster " + side.contender() + " is than " + side.base() + ", by " + x + " and " + y
                        + where(planes.size() > 1, plane.get(0).pair(), varying)
                        + ". Blue: faster, vermilion: slower, in brackets: no difference; the thick line is the"
                        + " crossover.",
                new HeatMap(
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

    private static String where(boolean several, Pair pair, List<String> axes) {
        return several
                ? ", at "
                        + Stream.of("task", "length", "batch", "hidden", "interior")
                                .filter(column -> !axes.contains(column))
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

    private static HeatMap.Cell at(List<Compared> plane, String x, String column, String y, String row) {
        return plane.stream()
                .filter(point -> point.pair().param(x).equals(column)
                        && point.pair().param(y).equals(row))
                .map(point ->
                        new HeatMap.Cell(point.ratio().factor(), point.ratio().isDecided()))
                .findFirst()
                .orElse(HeatMap.Cell.EMPTY);
    }
}
