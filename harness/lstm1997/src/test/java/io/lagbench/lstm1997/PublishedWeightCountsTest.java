package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of weights that the paper prints for its experiments, in its table 10: whoever has all of them has its networks. */
class PublishedWeightCountsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hs97-1  | cells 4 | biases=gates                                                                  | 264
                    hs97-1  | cells 6 | biases=gates block-cells=2                                                    | 276
                    hs97-2a | cells 1 | biases=none recurrence=none output-gate=false shortcut=true p=100             | 10504
                    hs97-2c | cells 2 | biases=none p=50                                                              | 364
                    hs97-2c | cells 2 | biases=none p=100                                                             | 664
                    hs97-2c | cells 2 | biases=none p=200                                                             | 1264
                    hs97-2c | cells 2 | biases=none p=500                                                             | 3064
                    hs97-2c | cells 2 | biases=none p=1000                                                            | 6064
                    hs97-3a | cells 3 | biases=hidden                                                                 | 102
                    hs97-4  | cells 4 | biases=all block-cells=2                                                      | 93
                    hs97-6a | cells 4 | biases=all block-cells=2                                                      | 156
                    hs97-6b | cells 6 | biases=all block-cells=2                                                      | 308
                    """)
    void everyNetworkHasAsManyWeightsAsPrinted(String task, String cells, String keys, long weights) {
        Map<String, String> set = new HashMap<>();
        Arrays.stream(keys.split(" ")).map(key -> key.split("=")).forEach(key -> set.put(key[0], key[1]));
        TaskProvider provider = Tasks.find(task).orElseThrow();
        Settings settings = settings(provider.settings(), set);
        NetworkSpec network = new NetworkSpec(
                Signature.of(provider.create(settings)),
                new Architecture(Model.of(Model.LSTM), Integer.parseInt(cells.substring(6)), 1, Gate.SIGMOID),
                new Training(
                        1,
                        Regime.of("full"),
                        Optimizer.SGD,
                        1,
                        Optimizer.EPSILON,
                        Double.POSITIVE_INFINITY,
                        new Initialization("default"),
                        1),
                new Placement(Backend.CPU, Arithmetic.FP32, OptionalInt.empty(), settings(CellKeys.settings(), set)));
        try (Engine engine = new Lstm1997EngineProvider().open(network, Optional.empty())) {
            assertThat(engine.parameters()).isEqualTo(weights);
            assertThat(engine.weights().count()).isEqualTo(weights);
        }
    }

    private static Settings settings(Iterable<Setting> known, Map<String, String> set) {
        Map<String, Object> values = new HashMap<>();
        for (Setting setting : known) {
            String text = set.getOrDefault(setting.key(), setting.defaultText());
            if (!text.isEmpty()) {
                values.put(setting.key(), setting.parse(text));
            }
        }
        return new Settings(values);
    }
}
