package io.lagbench.harness.run;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as one bar with the time left, for a terminal. */
public final class BarProgress implements Progress {
    private static final int STEPS_PER_TRIAL = 1000;
    private static final int REFRESH_MILLIS = 1000;

    private final ProgressBar bar;
    private final Map<String, Double> fractions = new HashMap<>();
    private long ended;

    /** @param trials number of trials that are still to run */
    public BarProgress(PrintStream out, String suite, int trials) {
        bar = new ProgressBarBuilder()
                .setTaskName(suite)
                .setInitialMax((long) trials * STEPS_PER_TRIAL)
                .setUnit(" trials", STEPS_PER_TRIAL)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build();
    }

    @Override
    public void trialStarted(TrialSpec trial) {
        bar.setExtraMessage(trial.label());
    }

    @Override
    public void trialEvent(TrialSpec trial, TrialEvent event) {
        if (event instanceof TrialEvent.Progressed progressed) {
            fractions.put(trial.id(), progressed.fraction());
            step();
        } else if (event instanceof TrialEvent.Evaluated evaluated) {
            bar.setExtraMessage(String.format(
                    Locale.ROOT,
                    "%s: loss %.4f accuracy %.3f",
                    trial.label(),
                    evaluated.score().loss(),
                    evaluated.score().accuracy()));
        }
    }

    @Override
    public void trialEnded(TrialSpec trial, TrialResult result) {
        ended++;
        fractions.remove(trial.id());
        step();
    }

    private void step() {
        double running = fractions.values().stream().mapToDouble(f -> f).sum();
        bar.stepTo((long) ((ended + running) * STEPS_PER_TRIAL));
    }

    @Override
    public void close() {
        bar.close();
    }
}
