package io.lagbench.harness.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Cells, or what is made of them, in groups that differ in a size only. What a size brings with it, such as the alphabet of a
 * task that counts up to its length, or the threads that it is worth, differs along with it.
 *
 * @param <T> what is grouped
 */
public final class Sweeps<T> {
    /** Columns that may follow a size. */
    public static final List<String> SIZE_DEPENDENT = Stream.concat(
                    Stream.of("alphabet", "threads"), Cell.SCHEDULE.stream())
            .toList();

    private final List<String> columns;
    private final BiFunction<T, String, String> param;
    private final List<String> sizes;
    private final List<String> following;

    /**
     * How to group.
     *
     * @param columns in which items can differ
     * @param param value of an item in one of them
     * @param sizes columns in which the items of a group may differ
     * @param following columns in which they may differ too, each only in groups in which items of one position do not
     */
    public Sweeps(
            List<String> columns, BiFunction<T, String, String> param, List<String> sizes, List<String> following) {
        this.columns = columns;
        this.param = param;
        this.sizes = sizes;
        this.following =
                following.stream().filter(column -> !sizes.contains(column)).toList();
    }

    /**
     * The groups, in order of appearance.
     *
     * @param position where an item lies in its group
     */
    public List<List<T>> of(List<T> items, Function<T, ?> position) {
        List<String> fixed = columns.stream()
                .filter(column -> !sizes.contains(column) && !following.contains(column))
                .toList();
        List<List<T>> groups = new ArrayList<>();
        for (List<T> coarse : by(fixed, items)) {
            List<String> kept = following;
            for (String column : following) {
                List<String> without =
                        kept.stream().filter(other -> !other.equals(column)).toList();
                if (by(without, coarse).stream().allMatch(group -> isUnique(group, position))) {
                    kept = without;
                }
            }
            groups.addAll(by(kept, coarse));
        }
        return groups;
    }

    private List<List<T>> by(List<String> columns, List<T> items) {
        Map<List<String>, List<T>> groups = items.stream()
                .collect(Collectors.groupingBy(
                        item -> columns.stream()
                                .map(column -> param.apply(item, column))
                                .toList(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return List.copyOf(groups.values());
    }

    private static <T> boolean isUnique(List<T> group, Function<T, ?> position) {
        return group.stream().map(position).distinct().count() == group.size();
    }
}
