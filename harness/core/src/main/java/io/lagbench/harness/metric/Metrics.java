package io.lagbench.harness.metric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The metrics of every trial: those of the trial loop itself, then those that probes add. In this order they stand in
 * summary.csv.
 */
public final class Metrics {
    /** Updates until the task was solved. */
    public static final Metric UPDATES_TO_SOLVE = effort(
            "updates_to_solve", "updates made at the evaluation from which on the criterion was met", Unit.COUNT, 0);

    /** Sequences until the task was solved. */
    public static final Metric SEQUENCES_TO_SOLVE = effort(
            "sequences_to_solve",
            "sequences trained on at the evaluation from which on the criterion was met",
            Unit.COUNT,
            0);

    /** Fit time until the task was solved. */
    public static final Metric SECONDS_TO_SOLVE = effort(
            "seconds_to_solve",
            "fit time spent at the evaluation from which on the criterion was met",
            Unit.SECONDS,
            1);

    /** Loss of the last evaluation, or of the test of a solved network where the task has one. */
    public static final Metric FINAL_LOSS = new Metric(
            "final_loss",
            "loss of the last evaluation, or of the test of a solved network where the task has one; per step, and per output but for"
                    + " softmax",
            Unit.LOSS,
            Better.LOWER,
            Role.LEARNING,
            4);

    /** Accuracy of the last evaluation, or of the test of a solved network where the task has one. */
    public static final Metric ACCURACY = new Metric(
            "accuracy",
            "share answered right of the steps with loss, or of the sequences where the task scores those; last evaluation or test",
            Unit.SHARE,
            Better.HIGHER,
            Role.LEARNING,
            4);

    /** Accuracy of the last evaluation on the steps that need memory. */
    public static final Metric RECALL_ACCURACY = new Metric(
            "recall_accuracy", "accuracy on the steps that need memory", Unit.SHARE, Better.HIGHER, Role.LEARNING, 4);

    /** How clearly the steps that need memory are answered right. */
    public static final Metric RECALL_MARGIN = new Metric(
            "recall_margin",
            "mean of p(right) - p(strongest wrong) there",
            Unit.MARGIN,
            Better.HIGHER,
            Role.LEARNING,
            3);

    /** Median fit. */
    public static final Metric FIT_P50 = fit("fit_p50_us", "median fit latency", Role.SPEED);

    /** 99th percentile of fits. */
    public static final Metric FIT_P99 = fit("fit_p99_us", "99th percentile; empty below 100 fits", Role.SPEED);

    /** Time steps per second. */
    public static final Metric STEPS_PER_S = new Metric(
            "steps_per_s",
            "steps of the sequences trained on / train_s",
            Unit.STEPS_PER_SECOND,
            Better.HIGHER,
            Role.SPEED,
            0);

    /** Time in fits. */
    public static final Metric TRAIN_S =
            new Metric("train_s", "sum of the fit latencies", Unit.SECONDS, Better.LOWER, Role.SPEED, 2);

    /** The harness's own share of the time. */
    public static final Metric OVERHEAD_SHARE = new Metric(
            "overhead_share",
            "(wall_s - train_s) / wall_s: the harness's own cost",
            Unit.SHARE_OF_TIME,
            Better.LOWER,
            Role.SPEED,
            4);

    /** Time of the measurement. */
    public static final Metric WALL_S = new Metric(
            "wall_s",
            "wall time of MEASUREMENT without its evaluations",
            Unit.SECONDS,
            Better.LOWER,
            Role.SPEED_DETAIL,
            2);

    /** Mean fit. */
    public static final Metric FIT_MEAN = fit("fit_mean_us", "mean fit latency", Role.SPEED_DETAIL);

    /** 90th percentile of fits. */
    public static final Metric FIT_P90 = fit("fit_p90_us", "90th percentile", Role.SPEED_DETAIL);

    /** 99.9th percentile of fits. */
    public static final Metric FIT_P999 =
            fit("fit_p999_us", "99.9th percentile; empty below 1,000 fits", Role.SPEED_DETAIL);

    /** Largest fit. */
    public static final Metric FIT_MAX = fit("fit_max_us", "largest fit latency", Role.SPEED_DETAIL);

    /** The cold fit. */
    public static final Metric FIRST_FIT = fit(
            "first_fit_us",
            "the first fit of the trial's process, of WARMUP if there is one: with everything that a library does once",
            Role.SPEED_DETAIL);

    /** Time of the trial's process. */
    public static final Metric TOTAL_S = new Metric(
            "total_s",
            "from the start of the trial's process to its end, warm-up and evaluations included",
            Unit.SECONDS,
            Better.LOWER,
            Role.SPEED_DETAIL,
            2);

    /** Time steps per second where fits are not waited for one by one. */
    public static final Metric PIPELINED_STEPS_PER_S = new Metric(
            "pipelined_steps_per_s",
            "steps per second with one wait per 100 fits; empty where each fit is over when it returns, or without warm-up",
            Unit.STEPS_PER_SECOND,
            Better.HIGHER,
            Role.SPEED_DETAIL,
            0);

    /** Answers that follow the informative symbol. */
    public static final Metric FLIP_ACCURACY = proof(
            "flip_accuracy",
            "share of answers that follow when only the informative symbol becomes another; empty if not solved");

    /** Answers without the informative symbol. */
    public static final Metric BLANK_ACCURACY =
            proof("blank_accuracy", "accuracy of those answers without that symbol");

    /** Answers when what does not matter changes. */
    public static final Metric SWAP_ACCURACY =
            proof("swap_accuracy", "accuracy of those answers when symbols that do not matter trade places");

    private static final List<Metric> OF_THE_TRIAL_LOOP = List.of(
            UPDATES_TO_SOLVE,
            SEQUENCES_TO_SOLVE,
            SECONDS_TO_SOLVE,
            FINAL_LOSS,
            ACCURACY,
            RECALL_ACCURACY,
            RECALL_MARGIN,
            FIT_P50,
            FIT_P99,
            STEPS_PER_S,
            TRAIN_S,
            OVERHEAD_SHARE,
            WALL_S,
            FIT_MEAN,
            FIT_P90,
            FIT_P999,
            FIT_MAX,
            TOTAL_S,
            PIPELINED_STEPS_PER_S,
            FLIP_ACCURACY,
            BLANK_ACCURACY,
            SWAP_ACCURACY,
            FIRST_FIT);

    private Metrics() {}

    private static Metric effort(String name, String meaning, Unit unit, int decimals) {
        return new Metric(name, meaning, unit, Better.LOWER, Role.EFFORT, decimals);
    }

    private static Metric fit(String name, String meaning, Role role) {
        return new Metric(name, meaning, Unit.MICROSECONDS, Better.LOWER, role, 0);
    }

    private static Metric proof(String name, String meaning) {
        return new Metric(name, meaning, Unit.SHARE, Better.NEITHER, Role.PROOF, 3);
    }

    /**
     * All metrics, those of the probes on the class path last.
     *
     * @throws IllegalStateException if two have one name
     */
    public static List<Metric> all() {
        List<Metric> all = new ArrayList<>(OF_THE_TRIAL_LOOP);
        all.addAll(ofProbes());
        Set<String> names = new HashSet<>();
        for (Metric metric : all) {
            if (!names.add(metric.name())) {
                throw new IllegalStateException("two metrics are named " + metric.name());
            }
        }
        return List.copyOf(all);
    }

    /** The metrics of the probes on the class path. */
    public static List<Metric> ofProbes() {
        List<Metric> metrics = new ArrayList<>();
        ServiceLoader.load(TrialProbe.class).forEach(probe -> metrics.addAll(probe.metrics()));
        return metrics;
    }

    /** The metrics that summary.csv has. */
    public static List<Metric> summarized() {
        return all().stream().filter(metric -> metric.role().isSummarized()).toList();
    }

    /** The metric of a name. */
    public static Optional<Metric> find(String name) {
        return all().stream().filter(metric -> metric.name().equals(name)).findFirst();
    }
}
