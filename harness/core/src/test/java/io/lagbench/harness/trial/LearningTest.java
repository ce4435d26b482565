package io.lagbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Engines;
import io.lagbench.harness.fake.Nd4jRequired;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trials on the engines that are shipped: what they learn, and what they refuse. */
@Tag("slow")
class LearningTest {

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "stateful-1"})
    void sameSeedAndThreadsAreBitEqual(String regime) {
        assertThat(learningCurve("stock", regime, 3)).isEqualTo(learningCurve("stock", regime, 3));
        assertThat(learningCurve("stock", regime, 3)).isNotEqualTo(learningCurve("stock", regime, 4));
    }

    private static List<Score> learningCurve(String lstm, String regime, int seed) {
        TrialSpec any = Trials.trial("original", "regime=" + regime, "epochs=8", "evaluate-every=2", "warmup=2");
        TrialSpec spec = new TrialSpec("t", any.task(), any.backend(), any.settings(), seed, 1);
        List<Score> scores = new ArrayList<>();
        new Trial(spec, Engines.get(lstm), NanoClock.system(), List.of(), null, event -> {
                    if (event instanceof TrialEvent.Evaluated evaluated) {
                        scores.add(evaluated.score());
                    }
                })
                .run();
        assertThat(scores).hasSize(5);
        return scores;
    }

    @Test
    void fullBackpropagationLearnsToRecall() {
        TrialSpec spec = Trials.trial("original", "epochs=100", "evaluate-every=100", "warmup=0", "learning-rate=0.02");
        TrialResult result =
                new Trial(spec, Engines.get("stock"), NanoClock.system(), List.of(), null, event -> {}).run();
        assertThat(result.solved()).isTrue();
        assertThat(result.value(Metrics.FLIP_ACCURACY)).hasValue(1);
        assertThat(result.value(Metrics.BLANK_ACCURACY)).hasValue(0.5);
    }

    /** With symbol numbers where the alphabet is large, which must not change what is learned. */
    @Test
    void aSolvedTrialRemembers() {
        for (String alphabet : List.of("8", "200")) {
            TrialSpec spec = Trials.trial(
                    "recall",
                    "length=20",
                    "alphabet=" + alphabet,
                    "init=chrono",
                    "batch=32",
                    "learning-rate=0.01",
                    "until=solved",
                    "evaluate-every=20",
                    "warmup=0",
                    "updates=1000");
            TrialResult result =
                    new Trial(spec, Engines.get("onednn"), NanoClock.system(), List.of(), null, event -> {}).run();
            assertThat(result.solved()).isTrue();
            assertThat(result.remembers()).as(result.metrics().toString()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "stateful-1", "tbptt-3"})
    void onednnLearnsWhatStockLearns(String regime) {
        assumeThat(Engines.get("onednn").problem()).isEmpty();
        List<Score> stock = learningCurve("stock", regime, 3);
        List<Score> fused = learningCurve("onednn", regime, 3);
        assertThat(learningCurve("onednn", regime, 3)).as("bit-equal").isEqualTo(fused);
        for (int i = 0; i < stock.size(); i++) {
            assertThat(fused.get(i).loss()).isCloseTo(stock.get(i).loss(), within(1e-4));
            assertThat(fused.get(i).recallMargin()).isCloseTo(stock.get(i).recallMargin(), within(1e-3));
        }
    }

    @Test
    void refusalBecomesUnsupportedRow() {
        assertThat(refusal("lstm=onednn", "gate=hard-sigmoid"))
                .isEqualTo("lstm onednn does not support gate hard-sigmoid; supported: sigmoid");
        assertThat(refusal("lstm=cudnn"))
                .isEqualTo("lstm cudnn does not support backend cpu; supported: cuda, cuda-offload");
        assertThat(refusal("lstm=stock", "math=tf32"))
                .isEqualTo("lstm stock does not support math tf32; supported: fp32");
    }

    @Test
    void oversizedArraysAreUnsupported() {
        assertThat(refusalOf("recall", "lstm=stock", "length=1000000", "alphabet=60", "batch=36"))
                .contains("one array would have 2159997840 values, as [36, 60, 999999] [batch, size, steps]");
    }

    private static String refusal(String... assignments) {
        return refusalOf("original", assignments);
    }

    private static String refusalOf(String task, String... assignments) {
        TrialSpec spec = Trials.trial(task, assignments);
        TrialResult result =
                new Trial(spec, Engines.get(spec.lstm()), NanoClock.system(), List.of(), null, event -> {}).run();
        assertThat(result.status()).isEqualTo(Status.UNSUPPORTED);
        return result.error();
    }
}
