package io.lagbench.harness.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where along an axis the better side changes.
 *
 * @param axis the column along which
 * @param near the pair below it whose side is known
 * @param far the pair above it whose side is known
 * @param at where the ratio is 1 on the straight line between the two, both axes logarithmic
 * @param contenderBetterAbove whether the contender is the better one above
 * @param certain whether both pairs have enough trials to tell their sides from noise
 */
public record Crossover(String axis, Pair near, Pair far, double at, boolean contenderBetterAbove, boolean certain) {
    /** Columns along which sizes grow. */
    private static final List<String> AXES = List.of("length", "batch", "hidden", "layers", "alphabet");

    /** A pair on an axis whose better side is known. */
    private record Known(Pair pair, double position, double factor, boolean certain) {}

    /**
     * All crossovers, axis by axis, each along pairs that differ in nothing else.
     *
     * @param columns in which pairs can differ
     */
    public static List<Crossover> of(List<PairRatio> compared, List<String> columns) {
        List<Crossover> crossovers = new ArrayList<>();
        for (String axis : AXES) {
            lines(axis, compared, columns).forEach(line -> along(axis, line, crossovers));
        }
        return crossovers;
    }

    /**
     * Axes along which there are pairs that differ in nothing else.
     *
     * @param columns in which pairs can differ
     */
    public static List<String> sweptAxes(List<PairRatio> compared, List<String> columns) {
        return AXES.stream()
                .filter(axis -> lines(axis, compared, columns).stream()
                        .anyMatch(line -> line.stream()
                                        .map(point -> point.pair().param(axis))
                                        .distinct()
                                        .count()
                                > 1))
                .toList();
    }

    /** The pairs that differ only along an axis, and in what their size brings with it. */
    private static List<List<PairRatio>> lines(String axis, List<PairRatio> compared, List<String> columns) {
        return new Sweeps<PairRatio>(
                        columns, (point, column) -> point.pair().param(column), List.of(axis), Sweeps.SIZE_DEPENDENT)
                .of(compared, point -> point.pair().param(axis));
    }

    private static void along(String axis, List<PairRatio> line, List<Crossover> found) {
        List<Known> known = line.stream()
                .filter(point -> point.pair().param(axis).matches("[0-9]+"))
                .filter(point -> point.ratio().factor() > 0
                        && Double.isFinite(point.ratio().factor()))
                .map(point -> known(axis, point.pair(), point.ratio()))
                .filter(point -> point.factor() != 1)
                .sorted(Comparator.comparingDouble(Known::position))
                .toList();
        for (int i = 1; i < known.size(); i++) {
            Known near = known.get(i - 1);
            Known far = known.get(i);
            if (near.position() < far.position() && near.factor() > 1 != far.factor() > 1) {
                double share = Math.log(near.factor()) / (Math.log(near.factor()) - Math.log(far.factor()));
                double at = near.position() * Math.pow(far.position() / near.position(), share);
                found.add(new Crossover(
                        axis, near.pair(), far.pair(), at, far.factor() > 1, near.certain() && far.certain()));
            }
        }
    }

    /** Inside the noise no side is better: such a pair counts as having ratio 1. */
    private static Known known(String axis, Pair pair, Ratio ratio) {
        return new Known(
                pair,
                Double.parseDouble(pair.param(axis)),
                ratio.isDecided() ? ratio.factor() : 1,
                ratio.interval().isPresent());
    }
}
