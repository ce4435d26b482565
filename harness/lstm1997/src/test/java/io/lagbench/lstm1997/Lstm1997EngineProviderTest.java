package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Tasks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lstm1997EngineProviderTest {
    private final Lstm1997EngineProvider provider = new Lstm1997EngineProvider();

    private static NetworkSpec network(int layers, int batch, double clip, String init, Map<String, Object> own) {
        return new NetworkSpec(
                Signature.of(Tasks.find("hs97-6a").orElseThrow().create(new Settings(Map.of()))),
                new Architecture(Model.of(Model.LSTM), 4, layers, Gate.SIGMOID),
                new Training(
                        batch,
                        Regime.of("full"),
                        Optimizer.SGD,
                        0.5,
                        Optimizer.EPSILON,
                        clip,
                        new Initialization(init),
                        1),
                new Placement(Backend.CPU, Arithmetic.FP32, OptionalInt.empty(), new Settings(own)));
    }

    private String refusal(Map<String, Object> own) {
        return provider.unsupported(network(1, 1, Double.POSITIVE_INFINITY, "default", own))
                .orElse("");
    }

    @Test
    void itIsACellOfItsOwn() {
        assertThat(provider.ownCell()).isTrue();
        assertThat(refusal(Map.of("block-cells", 2L, "input-gate-bias", "-2/-4", "output-gate-bias", "-1")))
                .isEmpty();
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedInOneLine() {
        assertThat(refusal(Map.of("block-cells", 3L)))
                .isEqualTo(
                        "lstm lstm1997 does not support block-cells 3 with hidden 4; supported: a divisor of the number of"
                                + " cells, hidden");
        assertThat(refusal(Map.of("input-gate-bias", "-1/-2/-3")))
                .isEqualTo(
                        "lstm lstm1997 does not support input-gate-bias -1/-2/-3: 3 numbers for 4 blocks; supported: 1 or 4"
                                + " numbers");
        assertThat(refusal(Map.of("biases", "none", "input-gate-bias", "-1")))
                .isEqualTo("lstm lstm1997 does not support input-gate-bias -1 with biases none; supported: random");
        assertThat(refusal(Map.of("recurrence", "none", "first-output", 0.5)))
                .isEqualTo(
                        "lstm lstm1997 does not support first-output 0.5 with recurrence none; supported: its default");
        assertThat(refusal(Map.of("forget-gate-bias", "1")))
                .isEqualTo("lstm lstm1997 does not support forget-gate-bias 1 without such a gate; supported: random");
        assertThat(provider.unsupported(
                        network(1, 2, Double.POSITIVE_INFINITY, "default", Map.of("update-at", "loss"))))
                .hasValue("lstm lstm1997 does not support update-at loss with batch 2; supported: batch 1");
        assertThat(refusal(Map.of("search", "guess", "output-gate-bias", "-1")))
                .isEqualTo("lstm lstm1997 does not support output-gate-bias -1 with search guess; supported: random");
    }

    @Test
    void networkOfExperiment2aIsRefusedWhereLossIsAtTheEndAlone() {
        assertThat(refusal(Map.of(
                        "output-gate", false,
                        "biases", "none",
                        "recurrence", "none",
                        "shortcut", true,
                        "squash-content", "logistic",
                        "squash-state", "identity",
                        "cells-join", 0.6,
                        "update-at", "loss")))
                .isEqualTo(
                        "lstm lstm1997 does not support update-at loss with a task that has its loss at the end alone;"
                                + " supported: sequence");
    }

    @Test
    void whatOtherEnginesHaveIsRefusedInOneLine() {
        assertThat(provider.unsupported(network(2, 1, Double.POSITIVE_INFINITY, "default", Map.of())))
                .hasValue("lstm lstm1997 does not support layers 2; supported: 1");
        assertThat(provider.unsupported(network(1, 1, 1, "default", Map.of())))
                .hasValue("lstm lstm1997 does not support clip 1.0; supported: none");
        assertThat(provider.unsupported(network(1, 1, Double.POSITIVE_INFINITY, "chrono", Map.of())))
                .hasValue("lstm lstm1997 does not support init chrono; supported: default, with keys of its own");
    }

    /** Where Java may not use the instruction is as where there is none. */
    @ParameterizedTest
    @ValueSource(strings = {"+", "-"})
    void withoutFusedMultiplyAddItSaysThatItIsTooSlow(String sign) throws Exception {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:" + sign + "UseFMA",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PrintProblem.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(asked.waitFor()).isZero();
        if (sign.equals("-")) {
            assertThat(said).startsWith("lstm lstm1997 needs a processor with fused multiply-add");
        } else {
            assertThat(said).isEmpty();
        }
    }

    static final class PrintProblem {
        private PrintProblem() {}

        public static void main(String[] arguments) {
            new Lstm1997EngineProvider().problem().ifPresent(System.out::print);
        }
    }
}
