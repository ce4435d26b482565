package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The longest lag that was learned in a search that doubles the length.
 *
 * @param lengths cells that differ only in their length, the shortest first
 */
public record LongestLags(List<Cell> lengths) {
    private static final String LENGTH = "length";

    /** The searches among some cells, in order of appearance. */
    public static List<LongestLags> of(List<Cell> cells) {
        List<String> others = Cell.columns(cells).stream()
                .filter(column -> !column.equals(LENGTH))
                .toList();
        Map<List<String>, List<Cell>> searches = cells.stream()
                .filter(cell -> cell.param("until").equals("longest"))
                .collect(Collectors.groupingBy(
                        cell -> others.stream().map(cell::param).toList(), LinkedHashMap::new, Collectors.toList()));
        List<LongestLags> all = new ArrayList<>();
        for (List<Cell> search : searches.values()) {
            List<Cell> lengths = new ArrayList<>(search);
            lengths.sort(Comparator.comparingLong(cell -> Long.parseLong(cell.param(LENGTH))));
            all.add(new LongestLags(List.copyOf(lengths)));
        }
        return all;
    }

    /** What was found, in a sentence. */
    public String text() {
        int seeds = lengths.get(0).trials().size();
        Optional<Cell> byAll = longest(seeds);
        Optional<Cell> byAny = longest(1);
        String name = lengths.get(0).param("task") + " on " + lengths.get(0).param("lstm") + ", hidden "
                + lengths.get(0).param("hidden") + ", batch " + lengths.get(0).param("batch");
        if (byAny.isEmpty()) {
            return name + ": length " + lengths.get(0).param(LENGTH) + " was not learned within the budget.";
        }
        String all = byAll.map(cell -> "the longest lag learned by all of " + seeds + " is " + lag(cell) + cost(cell))
                .orElse("no length was learned by all of " + seeds);
        String any = byAny.equals(byAll)
                ? ""
                : "; by " + byAny.get().solved() + " of them " + lag(byAny.get()) + cost(byAny.get());
        return name + ": " + all + any + ".";
    }

    private Optional<Cell> longest(int solvedBy) {
        return lengths.stream().filter(cell -> cell.solved() >= solvedBy).reduce((shorter, longer) -> longer);
    }

    private static String lag(Cell cell) {
        OptionalDouble lag = cell.median("lag");
        return (long) lag.orElse(Double.NaN) + " steps";
    }

    private static String cost(Cell cell) {
        OptionalDouble updates = cell.median(Metrics.UPDATES_TO_SOLVE);
        OptionalDouble seconds = cell.median(Metrics.SECONDS_TO_SOLVE);
        List<String> parts = new ArrayList<>();
        updates.ifPresent(value -> parts.add((long) value + " updates"));
        seconds.ifPresent(value -> parts.add(String.format(Locale.ROOT, "%.1f s of fits", value)));
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }
}
