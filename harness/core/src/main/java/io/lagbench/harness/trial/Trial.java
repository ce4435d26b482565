package io.lagbench.harness.trial;

import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Fit;
import io.lagbench.engine.InitialWeights;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.harness.host.Jvm;
import io.lagbench.harness.measure.HistogramLog;
import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.TrialProbe;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Score;
import io.lagbench.workloads.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs one trial in this process: WARMUP on a throw-away network of the same shape, then a fresh network from the seed,
 * then MEASUREMENT, in which every fit is timed as {@code encode | synchronize; t0; fit; synchronize; t1} and evaluations,
 * and what a criterion asks of the training stream, stand outside the timed region and outside the phase's wall time. Used once, by one thread.
 */
public final class Trial {
    private static final long PROGRESS_NANOS = 500_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MINUTE = 60e9;
    private static final double MOST_MINUTES = 1e6;
    private static final int PIPELINED_FITS = 100;
    private static final int WARMUP_PREDICTIONS = 2; // each is a whole evaluation batch

    private final TrialSpec spec;
    private final EngineProvider provider;
    private final NanoClock clock;
    private final List<TrialProbe> probes;
    private final Consumer<TrialEvent> listener;

    private final StageRecorders latencies;
    private final LatencyRecorder fits;
    private final MetricValues metrics = new MetricValues();

    private final List<Score> scores = new ArrayList<>();
    private Fit latest;
    private long updates;
    private long sequences;
    private long wallNanos;
    private long steps;
    private Double epochFirstLoss;
    private TrialEvent.Evaluated solvedAt;
    private Boolean remembers;
    private Score tested;

    /**
     * @param probes measure beside the latencies; they are of this trial alone
     * @param log receives the latency histograms; null for none
     * @param listener told what happens, except for {@link TrialEvent.Finished}
     */
    public Trial(
            TrialSpec spec,
            EngineProvider provider,
            NanoClock clock,
            List<TrialProbe> probes,
            HistogramLog log,
            Consumer<TrialEvent> listener) {
        this.spec = spec;
        this.provider = provider;
        this.clock = clock;
        this.probes = List.copyOf(probes);
        this.latencies = new StageRecorders(log);
        this.fits = latencies.of(Stage.FIT);
        this.listener = listener;
    }

    /** Runs the trial. Whatever goes wrong becomes the status of the result; what was measured before it stands. */
    public TrialResult run() {
        try {
            Task task = spec.createTask();
            NetworkSpec network = spec.network(task);
            provider.unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
            warmUp(task, network);
            try (Engine engine = open(network)) {
                listener.accept(
                        new TrialEvent.Started(engine.describe(), engine.parameters(), notMeasured(), Jvm.current()));
                return result(measure(task, engine), null);
            }
        } catch (UnsupportedWorkloadException e) {
            return result(Status.UNSUPPORTED, e.getMessage());
        } catch (OutOfMemoryError e) {
            e.printStackTrace();
            return result(Status.OUT_OF_MEMORY, Reason.of(e));
        } catch (Exception | LinkageError e) {
            e.printStackTrace(); // goes to the trial's stderr.log
            return result(saysOutOfMemory(e) ? Status.OUT_OF_MEMORY : Status.ERROR, Reason.of(e));
        }
    }

    private Engine open(NetworkSpec network) {
        return provider.open(network, InitialWeights.of(network));
    }

    private void warmUp(Task task, NetworkSpec network) {
        if (spec.warmup() == 0) {
            return;
        }
        try (Engine engine = open(network)) {
            Batch batch = task.newBatch(spec.batch());
            BatchStream stream = task.streams().training(spec.seed(), spec.shuffle());
            Bound bound = engine.bind(batch);
            for (int fit = 0; fit < spec.warmup(); fit++) {
                stream.next(batch);
                bound.encode();
                long nanos = timedFit(engine, bound);
                if (fit == 0) {
                    metrics.putFirstFit(nanos);
                }
                latencies.warmupFits().record(nanos);
            }
            Evaluator evaluator = new Evaluator(task, engine, clock, new LatencyRecorder(), spec.batch());
            for (int i = 0; i < WARMUP_PREDICTIONS; i++) {
                evaluator.warmUp();
            }
            if (engine.asynchronous()) {
                metrics.put(Metrics.PIPELINED_STEPS_PER_S, pipelinedStepsPerSecond(engine, bound, batch));
            }
        }
        latencies.logInterval();
    }

    /**
     * Throughput where many fits are queued before they are waited for: on a device it can exceed what the latencies,
     * each waited for, suggest. On the throw-away network, so that learning is not touched.
     */
    private double pipelinedStepsPerSecond(Engine engine, Bound bound, Batch batch) {
        engine.synchronize();
        long start = clock.nanoTime();
        for (int fit = 0; fit < PIPELINED_FITS; fit++) {
            bound.fit();
        }
        engine.synchronize();
        double seconds = (clock.nanoTime() - start) / NANOS_PER_SECOND;
        return (double) PIPELINED_FITS * batch.steps() / seconds;
    }

    /** One fit between two clock reads, with nothing else between them. */
    private long timedFit(Engine engine, Bound bound) {
        engine.synchronize();
        long t0 = clock.nanoTime();
        Fit fit = bound.fit();
        engine.synchronize();
        long nanos = clock.nanoTime() - t0;
        latest = fit;
        return nanos;
    }

    private Status measure(Task task, Engine engine) {
        Schedule schedule = Schedule.of(spec, task);
        Evaluator evaluator = new Evaluator(task, engine, clock, latencies.of(Stage.PREDICT), spec.batch());
        Batch batch = task.newBatch(spec.batch());
        BatchStream stream = task.streams().training(spec.seed(), spec.shuffle());
        Bound bound = engine.bind(batch);
        TrainingErrorWatch watch = new TrainingErrorWatch(task, engine, batch, bound);
        long deadline = clock.nanoTime() + spec.timeoutSeconds() * 1_000_000_000L;
        probes.forEach(TrialProbe::begin);
        evaluate(task, engine, evaluator, watch, !spec.untilSolved());

        probes.forEach(TrialProbe::resume);
        long start = clock.nanoTime();
        long budgetEnd = start + (long) (spec.minutes().orElse(MOST_MINUTES) * NANOS_PER_MINUTE);
        long resumed = start;
        long lastProgress = start;
        for (long fit = 1; ; fit++) {
            long encodeStart = clock.nanoTime();
            stream.next(batch);
            bound.encode();
            latencies.of(Stage.ENCODE).record(clock.nanoTime() - encodeStart);
            if (watch.wantedBefore()) {
                resumed = aside(resumed, watch::observe);
            }
            long fitNanos = timedFit(engine, bound);
            fits.record(fitNanos);
            if (fit == 1 && spec.warmup() == 0) {
                metrics.putFirstFit(fitNanos);
            }
            if (watch.wantedOfFits()) {
                resumed = aside(resumed, () -> watch.observe(latest));
            }
            latest.split().ifPresent(split -> latencies.record(split, fitNanos));

            sequences += batch.size();
            steps += batch.steps();
            updates += latest.updates();
            double loss = batch.lossSteps() == 0
                    ? latest.lossSum() // of no step: nothing was asked in this batch
                    : task.loss()
                            .mean(
                                    latest.lossSum(),
                                    batch.lossSteps(),
                                    task.shape().outputSize());
            if (schedule.startsEpoch(fit)) {
                epochFirstLoss = loss;
            }
            long now = clock.nanoTime();
            wallNanos += now - resumed;
            resumed = now;
            if (!Double.isFinite(loss)) {
                scores.clear(); // the evaluations before it do not describe this network
                return Status.DIVERGED;
            }
            boolean last = fit == schedule.fits() || now - budgetEnd > 0;
            boolean evaluates = schedule.evaluatesAfter(fit) || last;
            if (evaluates || now - lastProgress > PROGRESS_NANOS) {
                lastProgress = now;
                listener.accept(new TrialEvent.Progressed((double) fit / schedule.fits()));
                probes.forEach(TrialProbe::progress);
            }
            if (evaluates) {
                evaluate(task, engine, evaluator, watch, last || !spec.untilSolved());
            }
            if (last || spec.untilSolved() && solvedAt != null) {
                if (solvedAt != null && task.perturbable()) {
                    prove(task, evaluator.proof());
                }
                if (solvedAt != null && task.streams().testSequences() > 0) {
                    tested = evaluator.test();
                }
                return Status.OK;
            }
            if (evaluates) {
                probes.forEach(TrialProbe::resume);
                resumed = clock.nanoTime();
            }
            if (now - deadline > 0) {
                return Status.TIMEOUT;
            }
        }
    }

    /**
     * Does what belongs to neither wall time nor probes.
     *
     * @param resumed since when wall time has been counted
     * @return since when it is counted again
     */
    private long aside(long resumed, Runnable work) {
        wallNanos += clock.nanoTime() - resumed;
        probes.forEach(TrialProbe::pause);
        work.run();
        probes.forEach(TrialProbe::resume);
        return clock.nanoTime();
    }

    private void evaluate(Task task, Engine engine, Evaluator evaluator, TrainingErrorWatch watch, boolean whole) {
        probes.forEach(TrialProbe::pause);
        Evaluator.Evaluation evaluation = evaluator.evaluate(scores.size(), whole);
        scores.add(evaluation.score());
        TrialEvent.Evaluated event = new TrialEvent.Evaluated(
                updates,
                sequences,
                fits.sum() / NANOS_PER_SECOND,
                evaluation.score(),
                evaluation.sequences(),
                epochFirstLoss,
                evaluation.answers());
        if (!spec.judged() || !task.success().met(scores, watch.errors())) {
            solvedAt = null; // it held before and does no more: not solved
        } else if (solvedAt == null) {
            solvedAt = event;
        }
        TrialProbe.Evaluated found = new TrialProbe.Evaluated(solvedAt != null, engine.deviceBytes());
        probes.forEach(probe -> probe.evaluated(found));
        listener.accept(event);
        latencies.logInterval();
    }

    /** Why probes measure nothing here, by the name of their first metric. */
    private Map<String, String> notMeasured() {
        Map<String, String> reasons = new TreeMap<>();
        probes.forEach(probe -> probe.unavailable()
                .ifPresent(reason -> reasons.put(probe.metrics().get(0).name(), reason)));
        return reasons;
    }

    private void prove(Task task, MemoryProof proof) {
        metrics.putProof(proof);
        remembers = proof.remembers(
                task.floors().memoryless().recallAccuracy(), task.streams().exhaustive());
    }

    private TrialResult result(Status status, String error) {
        latencies.logInterval();
        probes.forEach(probe -> probe.end().forEach(metrics::put));
        metrics.putTimes(fits, wallNanos, steps);
        if (tested != null) {
            metrics.putLearned(tested);
        } else if (!scores.isEmpty()) {
            metrics.putLearned(scores.get(scores.size() - 1));
        }
        if (solvedAt != null) {
            metrics.putEffort(solvedAt);
        }
        return new TrialResult(
                status,
                error,
                fits.count(),
                updates,
                sequences,
                solvedAt != null,
                remembers,
                metrics.byName(),
                latencies.summaries());
    }

    /** ND4J reports a failed allocation, on host or device, as an exception of no type of its own. */
    private static boolean saysOutOfMemory(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError
                    || text.contains("allocation failed")
                    || text.contains("Failed to allocate")) {
                return true;
            }
        }
        return false;
    }
}
