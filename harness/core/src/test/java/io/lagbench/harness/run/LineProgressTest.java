package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.workloads.Score;
import io.lagbench.workloads.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineProgressTest {
    private final Locale before = Locale.getDefault();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private String run(int trials, int ended, long secondsEach) {
        Locale.setDefault(Locale.GERMANY);
        TrialSpec trial = Trials.trial("recall", "interior=shared");
        try (LineProgress progress = new LineProgress(out, () -> now, trials)) {
            for (int i = 0; i < ended; i++) {
                progress.trialStarted(trial);
                for (int update = 0; update <= 100; update++) {
                    TrialEvent.Evaluated evaluated = new TrialEvent.Evaluated(
                            update, update, 0, new Score(0.5, 0.25, 0, -0.125), 2, null, List.of());
                    progress.trialEvent(trial, new TrialEvent.Progressed(update / 100.0));
                    progress.trialEvent(trial, evaluated);
                }
                now += secondsEach * 1_000_000_000L;
                progress.trialEnded(trial, TrialResult.ended(Status.CRASHED, "signal 11", null));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsProgressAndRemainingTime() {
        assertThat(run(10, 3, 30).lines())
                .hasSize(3)
                .last()
                .isEqualTo("[3/10] recall length 20 alphabet 8 classes 2 interior shared full stock batch 1 hidden 20"
                        + " seed 1: crashed, signal 11, 90.0 s elapsed, 3:30 min left");
    }

    @Test
    void parallelTrialsAreNamedOnEveryLine() {
        TrialSpec first = Trials.trial("original");
        TrialSpec second = Trials.trial("original", "hidden=7");
        try (LineProgress progress = new LineProgress(out, () -> now, 2)) {
            progress.trialStarted(first);
            progress.trialStarted(second);
            TrialEvent.Evaluated evaluated =
                    new TrialEvent.Evaluated(0, 0, 0, new Score(0.5, 0.25, 0, -0.125), 8, null, List.of());
            progress.trialEvent(first, evaluated);
            progress.trialEvent(second, evaluated);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).startsWith("[1/2]");
        assertThat(lines.get(1)).startsWith("[2/2]");
        assertThat(lines.get(2)).endsWith(first.label());
        assertThat(lines.get(3)).endsWith(second.label());
    }

    @Test
    void showsTheFallingLossWhereTrialsAreFew() {
        String text = run(2, 2, 5);
        assertThat(text.lines().filter(line -> line.contains("update"))).hasSizeBetween(20, 30);
        assertThat(text).contains("update      0  loss 0.5000  accuracy 0.250  recall margin -0.125");
        assertThat(text.lines()).last().asString().endsWith("10.0 s elapsed");
    }

    /** Two trials that differ in it alone looked the same. */
    @Test
    void anArithmeticOtherThanFullPrecisionIsInTheLabel() {
        TrialSpec full = Trials.trial("original");
        Map<String, Object> values = new HashMap<>(full.settings().values());
        values.put("math", "tf32");
        TrialSpec tf32 = new TrialSpec(full.id(), full.task(), "cuda-offload", new Settings(values), 1, 1);

        assertThat(full.label()).doesNotContain("fp32");
        assertThat(tf32.label()).contains(" tf32 ");
    }
}
