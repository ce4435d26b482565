package io.lagbench.harness.run;

import io.lagbench.harness.format.Durations;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Progress as plain lines: one when a trial ends, with the time that is left, and, in runs of a few trials, some
 * evaluations of each.
 */
public final class LineProgress implements Progress {
    private static final int FEW_TRIALS = 4;
    private static final double EVALUATION_STEP = 0.08;

    private final PrintStream out;
    private final NanoClock clock;
    private final int trials;
    private final long start;
    private final Map<String, Double> fractions = new HashMap<>();
    private final Map<String, Double> shownFractions = new HashMap<>();
    private int begun;
    private int ended;

    /** @param trials number of trials that are still to run */
    public LineProgress(PrintStream out, NanoClock clock, int trials) {
        this.out = out;
        this.clock = clock;
        this.trials = trials;
        this.start = clock.nanoTime();
    }

    @Override
    public void trialStarted(TrialSpec trial) {
        begun++;
        if (trials <= FEW_TRIALS) {
            out.printf(Locale.ROOT, "[%d/%d] %s%n", begun, trials, trial.label());
        }
    }

    @Override
    public void trialEvent(TrialSpec trial, TrialEvent event) {
        if (event instanceof TrialEvent.Progressed progressed) {
            fractions.put(trial.id(), progressed.fraction());
        } else if (event instanceof TrialEvent.Evaluated evaluated && trials <= FEW_TRIALS) {
            double fraction = fractions.getOrDefault(trial.id(), 0.0);
            double shown = shownFractions.getOrDefault(trial.id(), Double.NEGATIVE_INFINITY);
            if (evaluated.update() == 0 || fraction - shown >= EVALUATION_STEP) {
                shownFractions.put(trial.id(), fraction);
                out.printf(
                        Locale.ROOT,
                        "  update %6d  loss %.4f  accuracy %.3f  recall margin %+.3f%s%n",
                        evaluated.update(),
                        evaluated.score().loss(),
                        evaluated.score().accuracy(),
                        evaluated.score().recallMargin(),
                        begun - ended > 1 ? "  " + trial.label() : "");
            }
        }
    }

    @Override
    public void trialEnded(TrialSpec trial, TrialResult result) {
        ended++;
        fractions.remove(trial.id());
        shownFractions.remove(trial.id());
        double elapsed = (clock.nanoTime() - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "[%d/%d] %s: %s%s, %.1f s elapsed%s%n",
                ended,
                trials,
                trial.label(),
                result.status().label(),
                what(trial, result),
                elapsed,
                ended == trials ? "" : ", " + Durations.ofSeconds(elapsed * (trials - ended) / ended) + " left");
    }

    /** What came of a trial: what it learned, or how long a fit took where only that was measured. */
    private static String what(TrialSpec trial, TrialResult result) {
        OptionalDouble loss = result.value(Metrics.FINAL_LOSS);
        OptionalDouble fit = result.value(Metrics.FIT_P50);
        if (loss.isEmpty()) {
            return result.error() == null ? "" : ", " + result.error();
        }
        if (!trial.judged() && fit.isPresent()) {
            return String.format(Locale.ROOT, ", median fit %.0f us", fit.getAsDouble());
        }
        return String.format(
                Locale.ROOT,
                ", loss %.4f, accuracy %.3f",
                loss.getAsDouble(),
                result.value(Metrics.ACCURACY).orElse(Double.NaN));
    }

    @Override
    public void close() {
        out.flush();
    }
}
