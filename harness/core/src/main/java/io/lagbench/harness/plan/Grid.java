package io.lagbench.harness.plan;

import io.lagbench.workloads.TaskProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of a suite with what the command line overrides: values by key, each key an axis.
 *
 * @param entry as it was written
 * @param task its task
 * @param seeds to run
 * @param axes parsed values of every key that has a default or was set
 */
record Grid(Suite.Entry entry, TaskProvider task, List<Long> seeds, Map<String, List<Object>> axes) {

    /** Number of trials, of each fork. */
    long trials() {
        double count = seeds.size();
        for (List<Object> axis : axes.values()) {
            count *= axis.size();
        }
        return (long) count; // saturates
    }

    /** The cross product of the axes. */
    List<Map<String, Object>> combinations() {
        List<Map<String, Object>> cells = List.of(Map.of());
        for (Map.Entry<String, List<Object>> axis : axes.entrySet()) {
            List<Map<String, Object>> longer =
                    new ArrayList<>(cells.size() * axis.getValue().size());
            for (Map<String, Object> cell : cells) {
                for (Object value : axis.getValue()) {
                    Map<String, Object> extended = new HashMap<>(cell);
                    extended.put(axis.getKey(), value);
                    longer.add(extended);
                }
            }
            cells = longer;
        }
        return cells;
    }
}
