package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.PairRatio;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.chart.HeatMap;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many times better one side is than the other, over the two sizes that vary most, for the settings of the other columns
 * that most pairs have.
 *
 * @param map the ratios
 * @param at those settings, in words; empty where all pairs have them
 */
public record SpeedupMap(HeatMap map, String at) {
    private static final List<String> AXES = List.of("batch", "hidden", "length");

    /**
     * The map; empty where fewer than two sizes vary.
     *
     * @param columns in which the pairs can differ
     */
    public static Optional<SpeedupMap> of(List<PairRatio> compared, List<String> columns) {
        List<String> varying = AXES.stream()
                .filter(axis -> values(compared, axis).size() > 1)
                .sorted(Comparator.comparingInt(axis -> -values(compared, axis).size()))
                .limit(2)
                .toList();
        if (varying.size() < 2) {
            return Optional.empty();
        }
        String x = varying.get(0);
        String y = varying.get(1);
        List<List<PairRatio>> planes = new Sweeps<PairRatio>(
                        columns, (point, column) -> point.pair().param(column), varying, Sweeps.SIZE_DEPENDENT)
                .of(
                        compared,
                        point -> List.of(point.pair().param(x), point.pair().param(y)));
        List<PairRatio> plane =
                planes.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        List<String> xs = values(plane, x);
        List<String> ys = values(plane, y);
        if (xs.size() < 2 || ys.size() < 2) {
            return Optional.empty();
        }
        HeatMap map = new HeatMap(
                x,
                xs,
                y,
                ys,
                ys.stream()
                        .map(row -> xs.stream()
                                .map(column -> ratio(plane, x, column, y, row))
                                .toList())
                        .toList());
        return Optional.of(
                new SpeedupMap(map, planes.size() > 1 ? settings(plane.get(0).pair(), varying) : ""));
    }

    private static String settings(Pair pair, List<String> axes) {
        return Stream.of("task", "length", "batch", "hidden", "interior")
                .filter(column -> !axes.contains(column))
                .filter(column -> !pair.param(column).isEmpty())
                .map(column -> column + " " + pair.param(column))
                .collect(Collectors.joining(", "));
    }

    private static List<String> values(List<PairRatio> compared, String axis) {
        return compared.stream()
                .map(point -> point.pair().param(axis))
                .filter(value -> value.matches("[0-9]+"))
                .distinct()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }

    private static HeatMap.Cell ratio(List<PairRatio> plane, String x, String column, String y, String row) {
        return plane.stream()
                .filter(point -> point.pair().param(x).equals(column)
                        && point.pair().param(y).equals(row))
                .map(point ->
                        new HeatMap.Cell(point.ratio().factor(), point.ratio().isDecided()))
                .findFirst()
                .orElse(HeatMap.Cell.EMPTY);
    }
}
