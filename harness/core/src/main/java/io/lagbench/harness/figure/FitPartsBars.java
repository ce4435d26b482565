package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.FitParts;
import io.lagbench.harness.chart.StackedBars;
import io.lagbench.harness.format.Durations;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The parts of a mean fit: a bar a cell.
 *
 * @param bars what is drawn
 * @param drawn how many cells are drawn
 */
public record FitPartsBars(StackedBars bars, int drawn) {
    /** Bars that one picture has room for. */
    private static final int MOST = 12;

    /** @param cells at least one */
    public static FitPartsBars of(List<FitParts> cells) {
        List<FitParts> drawn = EvenSample.of(cells, MOST);
        List<String> names = CellNames.names(drawn.stream().map(FitParts::cell).toList());
        return new FitPartsBars(
                new StackedBars(
                        "share of the mean fit",
                        IntStream.range(0, drawn.size())
                                .mapToObj(c -> Durations.ofMicros(drawn.get(c).meanFitMicros()) + ": " + names.get(c))
                                .toList(),
                        FitParts.NAMES,
                        drawn.stream().map(FitParts::shares).toList()),
                drawn.size());
    }
}
