package io.lagbench.harness.estimate;

import io.lagbench.harness.plan.Keys;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.stats.Medians;
import io.lagbench.harness.trial.Schedule;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * Estimates how long trials take: start, fits of warm-up and measurement, evaluations. Each from the latest run that
 * measured the same cell; where none did, fits from a model of all measured cells, the start from trials of the same
 * implementation, and an evaluation as a third of a fit on its sequences, which runs forward and twice as long backward.
 */
public final class Estimator {
    /** A model with five coefficients for two implementations says nothing from fewer cells. */
    private static final int FEWEST_CELLS = 4;

    private static final double FORWARD_SHARE = 1.0 / 3;
    private static final double SECONDS_PER_MINUTE = 60;

    private final KeysByTask withoutEffectOnTime = new KeysByTask(Keys::withoutEffectOnFitTime);
    private final KeysByTask withoutEffectOnLearning = new KeysByTask(Keys::withoutEffectOnLearning);
    private final ToIntFunction<TrialSpec> threads;
    private final Map<TrialKey, List<MeasuredTrial>> cells;
    private final Map<TrialKey, List<MeasuredTrial>> learning;
    private final FitTimeModel model;

    /** What trials have in common that take equally long, or learn alike: their settings but for those without effect on it. */
    private record TrialKey(String task, Map<String, Object> settings, int threads) {
        static TrialKey of(TrialSpec spec, Set<String> withoutEffect, int threads) {
            Map<String, Object> settings = new TreeMap<>(spec.settings().values());
            settings.keySet().removeAll(withoutEffect);
            return new TrialKey(spec.task(), settings, threads);
        }
    }

    /** Keys of tasks without effect on something, by task: every trial asks for them. */
    private static final class KeysByTask {
        private final Function<TaskProvider, Set<String>> keys;
        private final Map<String, Set<String>> known = new HashMap<>();

        KeysByTask(Function<TaskProvider, Set<String>> keys) {
            this.keys = keys;
        }

        Set<String> of(String task) {
            return known.computeIfAbsent(
                    task, name -> Tasks.find(name).map(keys).orElse(Set.of()));
        }
    }

    private TrialKey ofTime(TrialSpec spec, int threadsOfTrial) {
        return TrialKey.of(spec, withoutEffectOnTime.of(spec.task()), threadsOfTrial);
    }

    private TrialKey ofLearning(TrialSpec spec) {
        return TrialKey.of(spec, withoutEffectOnLearning.of(spec.task()), 0);
    }

    /** Fits until solved, and whether it may be fewer. */
    private record ToSolve(long fits, boolean atMost) {}

    /** What is known of one trial. */
    private record TrialEstimate(double seconds, boolean atMost, List<MeasuredTrial> sameCell) {}

    /**
     * @param runs folder of earlier runs; may be missing
     * @param backend backend of the plan
     * @param processor name of this machine's processor
     * @param threads threads that a trial will run on
     */
    public Estimator(Path runs, String backend, String processor, ToIntFunction<TrialSpec> threads) {
        this(MeasuredTrials.read(runs, backend, processor), threads);
    }

    /** @param measured the latest run first */
    Estimator(List<MeasuredTrial> measured, ToIntFunction<TrialSpec> threads) {
        this.threads = threads;
        List<MeasuredTrial> timed =
                measured.stream().filter(trial -> trial.times() != null).toList();
        this.cells = ofLatestRun(timed, trial -> ofTime(trial.spec(), trial.threads()));
        this.learning = ofLatestRun(measured, trial -> ofLearning(trial.spec()));
        List<FitTimeModel.Sample> samples = cells.values().stream()
                .map(trials -> new FitTimeModel.Sample(
                        FitWork.of(trials.get(0).spec(), trials.get(0).task()),
                        median(trials, MeasuredTrial.Times::fit)))
                .toList();
        this.model = samples.size() < FEWEST_CELLS ? null : new FitTimeModel(samples);
    }

    /** Trials by key, of each key those of the first run that has it. */
    private static <K> Map<K, List<MeasuredTrial>> ofLatestRun(
            List<MeasuredTrial> measured, Function<MeasuredTrial, K> key) {
        Map<K, List<MeasuredTrial>> trials = new LinkedHashMap<>();
        for (MeasuredTrial trial : measured) {
            List<MeasuredTrial> same = trials.computeIfAbsent(key.apply(trial), k -> new ArrayList<>());
            if (same.isEmpty() || same.get(0).run().equals(trial.run())) {
                same.add(trial);
            }
        }
        return trials;
    }

    /** Trials of a plan with what is known of each: fifty thousand seeds are a few cells. */
    private List<TrialEstimate> each(List<TrialSpec> plan) {
        Map<String, Map<Settings, TrialEstimate>> known = new HashMap<>();
        return plan.stream()
                .map(spec -> known.computeIfAbsent(spec.task(), task -> new HashMap<>())
                        .computeIfAbsent(spec.settings(), settings -> estimate(spec)))
                .toList();
    }

    /** About how many seconds each trial of a plan takes; where nobody knows, the mean of the others, or 1 where all is unknown. */
    public double[] seconds(List<TrialSpec> plan) {
        double[] seconds =
                each(plan).stream().mapToDouble(TrialEstimate::seconds).toArray();
        double mean = Arrays.stream(seconds)
                .filter(one -> !Double.isNaN(one))
                .average()
                .orElse(1);
        return Arrays.stream(seconds).map(one -> Double.isNaN(one) ? mean : one).toArray();
    }

    /** The estimate for all trials of a plan, one after the other. */
    public Estimate estimate(List<TrialSpec> plan) {
        List<TrialEstimate> estimates = each(plan);
        double seconds = 0;
        boolean atMost = false;
        int fromCells = 0;
        int fromModel = 0;
        Set<String> runs = new HashSet<>();
        Set<String> unknown = new TreeSet<>();
        for (int i = 0; i < plan.size(); i++) {
            TrialEstimate trial = estimates.get(i);
            if (Double.isNaN(trial.seconds())) {
                unknown.add(plan.get(i).implementation());
                continue;
            }
            seconds += trial.seconds();
            atMost |= trial.atMost();
            trial.sameCell().forEach(measured -> runs.add(measured.run()));
            fromCells += trial.sameCell().isEmpty() ? 0 : 1;
            fromModel += trial.sameCell().isEmpty() ? 1 : 0;
        }
        return new Estimate(
                plan.size(), seconds, atMost, fromCells, runs.size(), fromModel, cells.size(), List.copyOf(unknown));
    }

    private TrialEstimate estimate(TrialSpec spec) {
        Task task = spec.createTask();
        List<MeasuredTrial> same = cells.getOrDefault(ofTime(spec, threads.applyAsInt(spec)), List.of());
        MeasuredTrial.Times times = same.isEmpty() ? modelled(spec, task) : medians(same);
        if (times == null) {
            return new TrialEstimate(Double.NaN, false, List.of());
        }
        Schedule schedule = Schedule.of(spec, task);
        ToSolve toSolve = spec.untilSolved() ? toSolve(spec, task, schedule) : new ToSolve(schedule.fits(), false);
        long fits = toSolve.fits();
        double training = fits * times.fit() + schedule.evaluations(fits) * times.evaluation();
        double most =
                Math.min(spec.timeoutSeconds(), spec.minutes().orElse(Double.POSITIVE_INFINITY) * SECONDS_PER_MINUTE);
        return new TrialEstimate(
                times.start() + spec.warmup() * times.fit() + Math.min(training, most), toSolve.atMost(), same);
    }

    /**
     * Fits until a trial that stops when it is solved does: the mean over those with the same settings, because it is a sum
     * that is asked for, where one that was not solved counts as the budget. One that was not solved in a smaller budget
     * leaves open whether it would have been later.
     */
    private ToSolve toSolve(TrialSpec spec, Task task, Schedule schedule) {
        List<MeasuredTrial> same = learning.getOrDefault(ofLearning(spec), List.of());
        int perFit = spec.regime().updatesPerFit(task.shape().timeSteps());
        long budget = schedule.fits() * perFit;
        double updates = same.stream()
                .mapToDouble(trial -> Math.min(budget, trial.updatesToSolve().orElse(budget)))
                .average()
                .orElse(budget);
        boolean open = same.isEmpty()
                || same.stream().anyMatch(trial -> trial.updatesToSolve().isEmpty() && trial.updates() < budget);
        return new ToSolve((long) Math.ceil(updates / perFit), open);
    }

    private static MeasuredTrial.Times medians(List<MeasuredTrial> trials) {
        return new MeasuredTrial.Times(
                median(trials, MeasuredTrial.Times::start),
                median(trials, MeasuredTrial.Times::fit),
                median(trials, MeasuredTrial.Times::evaluation));
    }

    /** Null where there is no model, or none of this implementation. */
    private MeasuredTrial.Times modelled(TrialSpec spec, Task task) {
        if (model == null) {
            return null;
        }
        OptionalDouble fit = model.seconds(FitWork.of(spec, task));
        if (fit.isEmpty()) {
            return null;
        }
        List<MeasuredTrial> sameImplementation = cells.values().stream()
                .flatMap(List::stream)
                .filter(trial -> trial.spec().implementation().equals(spec.implementation()))
                .toList();
        double evaluation = FORWARD_SHARE
                * model.seconds(FitWork.ofUpdate(spec, task, task.streams().evaluationSequences()))
                        .orElseThrow();
        return new MeasuredTrial.Times(
                median(sameImplementation, MeasuredTrial.Times::start), fit.getAsDouble(), evaluation);
    }

    private static double median(List<MeasuredTrial> trials, ToDoubleFunction<MeasuredTrial.Times> part) {
        return Medians.median(trials.stream()
                        .map(MeasuredTrial::times)
                        .mapToDouble(part)
                        .toArray())
                .orElseThrow();
    }
}
