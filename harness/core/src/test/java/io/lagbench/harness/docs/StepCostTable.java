package io.lagbench.harness.docs;

import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.stats.Medians;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a step of engine {@code lstm1997} costs, from a result file that JMH wrote of {@code MemoryCellBenchmark}. */
final class StepCostTable {
    private static final double NANOSECONDS = 1000; // in a microsecond
    private static final Map<String, String> PASSES = Map.of("fit", "training", "predict", "answering");
    private static final Map<String, String> RECURRENT = Map.of("none", "no", "full", "yes");

    private StepCostTable() {}

    /**
     * A row for each benchmark and its parameters: the median over its processes, of each the mean over its iterations.
     *
     * @param file counts steps a microsecond
     */
    static DataTable of(Path file) {
        DataTable table = new DataTable(List.of(
                "pass", "recurrent weights", "distractors", "batch", "processes", "ns a step", "fastest", "slowest"));
        for (JsonNode result : JsonMapper.shared().readTree(file)) {
            String benchmark = result.get("benchmark").asString();
            JsonNode steps = result.get("secondaryMetrics").get("steps");
            if (!steps.get("scoreUnit").asString().equals("ops/us")) {
                throw new IllegalArgumentException(file + ": " + benchmark + " counts " + steps.get("scoreUnit"));
            }
            double[] nanoseconds = StreamSupport.stream(steps.get("rawData").spliterator(), false)
                    .mapToDouble(StepCostTable::mean)
                    .map(rate -> NANOSECONDS / rate)
                    .sorted()
                    .toArray();
            table.row(List.of(
                    PASSES.get(benchmark.substring(benchmark.lastIndexOf('.') + 1)),
                    RECURRENT.get(result.get("params").get("recurrence").asString()),
                    result.get("params").get("lag").asString(),
                    result.get("params").get("batch").asString(),
                    Integer.toString(nanoseconds.length),
                    Numbers.fixed(Medians.median(nanoseconds), 1),
                    Numbers.fixed(nanoseconds[0], 1),
                    Numbers.fixed(nanoseconds[nanoseconds.length - 1], 1)));
        }
        return table;
    }

    private static double mean(JsonNode iterations) {
        return StreamSupport.stream(iterations.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .average()
                .orElseThrow();
    }
}
