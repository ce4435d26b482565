package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.Figure;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.figure.SpeedupMap;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Side against side: implementations or backends, where the runs have two. */
final class ComparisonSection {
    private static final Metric METRIC = Metrics.FIT_P50;

    private ComparisonSection() {}

    /**
     * Every two sides in which a workload was timed: backends; on one of them a device and the processor; where all is of one kind, runs
     * that were measured under different conditions. Then implementations.
     */
    static List<ComparisonReport> sides(List<Row> trials) {
        List<Comparison> others = Stream.<Supplier<List<Comparison>>>of(
                        () -> Comparison.allSides(trials, "backend"),
                        () -> Comparison.devicesAgainstProcessor(trials),
                        () -> Comparison.allSides(trials, Cell.RUN))
                .map(Supplier::get)
                .filter(sides -> !sides.isEmpty())
                .findFirst()
                .orElse(List.of());
        return Stream.concat(others.stream(), Comparison.allSides(trials, "lstm").stream())
                .map(comparison -> new ComparisonReport(comparison, METRIC))
                .filter(side -> !side.compared().isEmpty())
                .toList();
    }

    /** The section; empty if nothing has two sides. */
    static Optional<Section> of(List<ComparisonReport> sides) {
        List<Block> blocks = new ArrayList<>();
        for (ComparisonReport side : sides) {
            blocks.add(new Paragraph(side.sentence()));
            SpeedupMap.of(side.compared(), side.columns()).ifPresent(map -> blocks.add(figure(side, map)));
            blocks.add(side.table());
            side.differingInEveryPair().ifPresent(blocks::add);
            side.crossoverLines().forEach(line -> blocks.add(new Paragraph(line)));
            blocks.addAll(side.lacking());
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new Section("sides", "Side against side", blocks));
    }

    private static Figure figure(ComparisonReport side, SpeedupMap speedup) {
        return new Figure(
                "speedup-" + FigureNames.of(side.base() + "-" + side.contender()),
                "Where is " + side.contender() + " faster than " + side.base() + "?",
                "How many times faster " + side.contender() + " is than " + side.base() + ", by "
                        + speedup.map().xLabel() + " and " + speedup.map().yLabel()
                        + (speedup.at().isEmpty() ? "" : ", at " + speedup.at())
                        + ". Blue: faster, vermilion: slower, in brackets: no difference; the thick line is the"
                        + " crossover.",
                speedup.map());
    }
}
