package io.lagbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Weights;
import io.lagbench.harness.fake.FakeEngines;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.measure.LatencySummary;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Answer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialTest {
    private final List<TrialEvent> events = new ArrayList<>();

    private TrialResult run(EngineProvider provider, NanoClock clock, String... assignments) {
        TrialSpec spec = Trials.trial("original", assignments);
        return new Trial(spec, provider, clock, List.of(), null, events::add).run();
    }

    private TrialResult run(String engine, String... assignments) {
        return run(Engines.get(engine), NanoClock.system(), assignments);
    }

    /** A clock that only moves when an engine says so. */
    private static final class ScriptedClock implements NanoClock {
        private long now = 1_000_000;

        @Override
        public long nanoTime() {
            return now;
        }
    }

    /** An engine whose fits take scripted times. */
    private static class Scripted extends FakeEngines.Base {
        private final ScriptedClock clock;
        private final long[] latencies;

        Scripted(ScriptedClock clock, long... latencies) {
            super("scripted");
            this.clock = clock;
            this.latencies = latencies;
        }

        @Override
        protected void fit(int fits) {
            clock.now += latencies[(fits - 1) % latencies.length];
        }
    }

    @Test
    void scriptedLatenciesComeOutAsTheyWent() {
        long[] latencies =
                LongStream.rangeClosed(1, 1000).map(i -> i * 1_234_567).toArray();
        ScriptedClock clock = new ScriptedClock();
        TrialResult result = run(new Scripted(clock, latencies), clock, "epochs=500", "warmup=3");

        LatencySummary fit = latency(result, Stage.FIT, Phase.MEASUREMENT);
        Histogram equivalents = new Histogram(3);
        equivalents.recordValue(latencies[999]);
        assertThat(fit.count()).isEqualTo(1000);
        assertThat(fit.p50()).isEqualTo(equivalents.highestEquivalentValue(latencies[499]));
        assertThat(fit.p90()).isEqualTo(equivalents.highestEquivalentValue(latencies[899]));
        assertThat(fit.p99()).isEqualTo(equivalents.highestEquivalentValue(latencies[989]));
        assertThat(fit.p999()).isEqualTo(equivalents.highestEquivalentValue(latencies[998]));
        assertThat(fit.p9999()).isNull();
        assertThat(fit.min()).isEqualTo(latencies[0]);
        assertThat(fit.max()).isEqualTo(latencies[999]);
        assertThat(fit.mean()).isEqualTo(Arrays.stream(latencies).average().orElseThrow());
        assertThat(seconds(result)).isEqualTo(Arrays.stream(latencies).sum() / 1e9);
        assertThat(latency(result, Stage.FIT, Phase.WARMUP).count()).isEqualTo(3);
        assertThat(result.metrics().get("first_fit_us")).as("the cold one").isEqualTo(latencies[0] / 1e3);
    }

    /** A device: a fit is queued at once; one that finds the queue empty takes 5 ms, one behind another 1 ms more. */
    private static final class Asynchronous extends Scripted {
        private final ScriptedClock clock;
        private long queued;

        Asynchronous(ScriptedClock clock) {
            super(clock, 0);
            this.clock = clock;
        }

        @Override
        protected void fit(int fits) {
            queued += queued == 0 ? 5_000_000 : 1_000_000;
        }

        @Override
        protected void synchronize() {
            clock.now += queued;
            queued = 0;
        }

        @Override
        protected boolean asynchronous() {
            return true;
        }
    }

    @Test
    void latencyExcludesQueueing() {
        ScriptedClock clock = new ScriptedClock();
        TrialResult result = run(new Asynchronous(clock), clock, "epochs=50", "warmup=3");
        LatencySummary fit = latency(result, Stage.FIT, Phase.MEASUREMENT);
        assertThat(fit.min()).isEqualTo(5_000_000);
        assertThat(fit.max()).isEqualTo(5_000_000);
        assertThat(seconds(result)).isEqualTo(100 * 0.005, within(1e-12));
        assertThat(result.value(Metrics.PIPELINED_STEPS_PER_S).orElseThrow()).isEqualTo(100 * 4 / 0.104, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[DEVICE] allocation failed; Error code: [2]", "Failed to allocate 7 bytes from HOST memory"})
    void aBatchThatDoesNotFitIsOutOfMemory(String message) {
        EngineProvider provider = new FakeEngines.Base("large") {
            @Override
            protected void fit(int fits) {
                throw new IllegalStateException("fit failed", new RuntimeException(message));
            }
        };
        assertThat(run(provider, NanoClock.system(), "epochs=5").status()).isEqualTo(Status.OUT_OF_MEMORY);
    }

    @Test
    void whatIsOnlyTimedIsNeitherSolvedNorProven() {
        TrialResult judged = run("fake-right", "epochs=4");
        TrialResult timed = run("fake-right", "epochs=4", "measure=latency");
        assertThat(judged.solved()).isTrue();
        assertThat(judged.remembers()).isNotNull();
        assertThat(timed.solved()).isFalse();
        assertThat(timed.remembers()).isNull();
        assertThat(timed.metrics()).doesNotContainKeys("updates_to_solve", "flip_accuracy");
        assertThat(timed.fits()).isEqualTo(judged.fits());
    }

    @Test
    void untilSolvedStopsAtTheEvaluationThatSolves() {
        String[] recall = {"length=12", "updates=100", "evaluate-every=10"};
        TrialSpec whole = Trials.trial("recall", recall);
        TrialSpec solved = Trials.trial("recall", recall[0], recall[1], recall[2], "until=solved");
        TrialResult all =
                new Trial(whole, Engines.get("fake-right"), NanoClock.system(), List.of(), null, events::add).run();
        TrialResult early =
                new Trial(solved, Engines.get("fake-right"), NanoClock.system(), List.of(), null, events::add).run();
        assertThat(all.fits()).isEqualTo(100);
        assertThat(early.fits()).as("right before training and after ten").isEqualTo(10);
        assertThat(early.status()).isEqualTo(Status.OK);
        assertThat(early.solved()).isTrue();
        assertThat(early.value(Metrics.UPDATES_TO_SOLVE))
                .isEqualTo(all.value(Metrics.UPDATES_TO_SOLVE))
                .hasValue(10);
        TrialSpec wrong = Trials.trial("recall", recall[0], recall[1], recall[2], "until=solved", "lstm=fake-wrong");
        assertThat(new Trial(wrong, Engines.get("fake-wrong"), NanoClock.system(), List.of(), null, events::add)
                        .run()
                        .fits())
                .isEqualTo(100);
    }

    @Test
    void aBudgetInMinutesEndsWithAnEvaluation() {
        ScriptedClock clock = new ScriptedClock();
        TrialResult result = run(new Scripted(clock, 1_000_000_000), clock, "updates=1000", "minutes=0.5", "warmup=0");
        assertThat(result.metrics().get("first_fit_us")).as("without warm-up").isEqualTo(1e6);
        assertThat(result.status()).isEqualTo(Status.OK);
        assertThat(result.fits()).isEqualTo(31);
        assertThat(result.value(Metrics.FINAL_LOSS)).isPresent();
        assertThat(events).last().isInstanceOf(TrialEvent.Evaluated.class);
    }

    @Test
    void synchronousEngineHasNoPipelinedRate() {
        assertThat(run("fake-right", "epochs=2").value(Metrics.PIPELINED_STEPS_PER_S))
                .isEmpty();
    }

    @Test
    void overheadExcludesEvaluations() {
        ScriptedClock clock = new ScriptedClock();
        EngineProvider provider = new Scripted(clock, 1_000_000) {
            @Override
            protected float confidence(int fits) {
                clock.now += 500_000_000; // evaluations are slow
                return 0.9f;
            }
        };
        TrialResult result = run(provider, clock, "epochs=10", "evaluate-every=1", "warmup=0");
        assertThat(result.fits()).isEqualTo(20);
        assertThat(seconds(result)).isCloseTo(0.020, within(1e-12));
        assertThat(result.value(Metrics.WALL_S)).hasValue(seconds(result));
    }

    @Test
    void nothingIsAllocatedBetweenTheTwoClockReads() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocatedAtRead = new long[100_000];
        int[] reads = {0};
        NanoClock clock = () -> {
            allocatedAtRead[reads[0]++] = threads.getCurrentThreadAllocatedBytes();
            return reads[0] * 1000L;
        };
        int[] readAfterFit = new int[20_000];
        EngineProvider noOp = new FakeEngines.Base("no-op") {
            @Override
            protected void fit(int fits) {
                readAfterFit[fits] = reads[0];
            }
        };
        TrialResult result = run(noOp, clock, "epochs=5000", "warmup=0", "evaluate-every=5000");
        List<Long> between = new ArrayList<>();
        for (int fit = 1; fit <= result.fits(); fit++) {
            between.add(allocatedAtRead[readAfterFit[fit]] - allocatedAtRead[readAfterFit[fit] - 1]);
        }
        assertThat(result.fits()).isEqualTo(10_000);
        // The JVM itself may charge a thread now and then (a new allocation buffer, a deoptimisation); code of ours
        // that
        // allocates would do so in every fit.
        assertThat(between.stream().filter(bytes -> bytes != 0)).hasSizeLessThan(100);
    }

    @Test
    void anEngineSeesTheValuesOfItsOwnKeys() {
        List<Integer> efforts = new ArrayList<>();
        EngineProvider provider = new FakeEngines.Base("fake-tunable") {
            @Override
            public Engine open(NetworkSpec network, Optional<Weights> weights) {
                efforts.add(network.where().own().integer("fake-effort"));
                return super.open(network, weights);
            }
        };
        run(provider, NanoClock.system(), "lstm=fake-tunable", "fake-effort=7", "epochs=2", "warmup=0");
        assertThat(efforts).containsExactly(7);
    }

    @Test
    void initialWeightsAreDrawnUnlessInitIsDefault() {
        List<Optional<Weights>> given = new ArrayList<>();
        EngineProvider provider = new FakeEngines.Base("given") {
            @Override
            public Engine open(NetworkSpec network, Optional<Weights> weights) {
                given.add(weights);
                return super.open(network, weights);
            }
        };
        run(provider, NanoClock.system(), "init=default", "epochs=2", "warmup=0");
        run(provider, NanoClock.system(), "init=keras2", "epochs=2", "warmup=0");
        assertThat(given.get(0)).isEmpty();
        assertThat(given.get(1).orElseThrow().count()).isEqualTo(2185);
    }

    @Test
    void updatesSequencesAndEpochsAddUp() {
        TrialResult result = run("fake-right", "epochs=6", "evaluate-every=2", "regime=stateful-1", "warmup=1");
        assertThat(result.status()).isEqualTo(Status.OK);
        assertThat(result.fits()).isEqualTo(12);
        assertThat(result.updates()).isEqualTo(48);
        assertThat(result.sequences()).isEqualTo(12);
        assertThat(evaluations()).extracting(TrialEvent.Evaluated::update).containsExactly(0L, 16L, 32L, 48L);
        assertThat(evaluations()).extracting(TrialEvent.Evaluated::sequences).containsExactly(0L, 4L, 8L, 12L);
        assertThat(evaluations().get(0).epochFirstLoss()).isNull();
        assertThat(evaluations().get(1).epochFirstLoss()).isCloseTo(1.0 / 4 / 5, within(1e-15));
    }

    @Test
    void budgetInUpdatesStopsAtOrAfterIt() {
        TrialResult result = run("fake-right", "updates=10", "regime=stateful-1", "evaluate-every=4", "warmup=0");
        assertThat(result.updates()).isEqualTo(12);
        assertThat(evaluations()).extracting(TrialEvent.Evaluated::update).containsExactly(0L, 4L, 8L, 12L);
    }

    @Test
    void solvedCountsFromFirstEvaluationOfLastStreak() {
        TrialResult solved = run("fake-right", "epochs=10", "evaluate-every=1", "warmup=0");
        assertThat(solved.solved()).isTrue();
        assertThat(solved.value(Metrics.SEQUENCES_TO_SOLVE)).hasValue(0);
        TrialResult lost = run("fake-forgets", "epochs=10", "evaluate-every=1", "warmup=0");
        assertThat(lost.solved()).isFalse();
        assertThat(lost.value(Metrics.SEQUENCES_TO_SOLVE)).isEmpty();
        TrialResult never = run("fake-wrong", "epochs=10", "evaluate-every=1", "warmup=0");
        assertThat(never.solved()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "fake-setup-error, ERROR, set-up failed on purpose, 0",
        "fake-fit-error, ERROR, fit failed, 4",
        "fake-oom, OUT_OF_MEMORY, on purpose, 0",
        "fake-unsupported, UNSUPPORTED, does not support gate sigmoid, 0"
    })
    void failuresBecomeAStatusAndKeepWhatWasMeasured(String engine, Status status, String error, long fits) {
        TrialResult result = run(engine, "epochs=10", "warmup=0");
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.error()).contains(error).doesNotContain("\n");
        assertThat(result.fits()).isEqualTo(fits);
    }

    @Test
    void aLossThatIsNoNumberIsDivergence() {
        TrialResult result = run("fake-nan", "epochs=10", "warmup=0");
        assertThat(result.status()).isEqualTo(Status.DIVERGED);
        assertThat(result.fits()).isEqualTo(5);
        assertThat(result.value(Metrics.FINAL_LOSS)).isEmpty();
    }

    @Test
    void theTimeoutEndsATrialAndKeepsWhatWasMeasured() {
        ScriptedClock clock = new ScriptedClock();
        TrialResult result =
                run(new Scripted(clock, 400_000_000), clock, "epochs=10", "warmup=0", "timeout=1", "evaluate-every=1");
        assertThat(result.status()).isEqualTo(Status.TIMEOUT);
        assertThat(result.fits()).isEqualTo(3);
        assertThat(result.value(Metrics.FINAL_LOSS)).isPresent();
    }

    /** Its first evaluation takes two seconds. */
    private static final class SlowToAnswer extends Scripted {
        private final ScriptedClock clock;
        private boolean asked;

        SlowToAnswer(ScriptedClock clock) {
            super(clock, 1);
            this.clock = clock;
        }

        @Override
        protected float confidence(int fits) {
            if (!asked) {
                asked = true;
                clock.now += 2_000_000_000L;
            }
            return 0.9f;
        }
    }

    @Test
    void timeoutIncludesFirstEvaluation() {
        ScriptedClock clock = new ScriptedClock();
        TrialResult result = run(new SlowToAnswer(clock), clock, "epochs=10", "warmup=0", "timeout=1");
        assertThat(result.status()).isEqualTo(Status.TIMEOUT);
        assertThat(result.fits()).isEqualTo(1);
    }

    @Test
    void smallExhaustiveEvaluationsCarryEveryAnswer() {
        run("fake-right", "epochs=1", "warmup=0");
        TrialEvent.Evaluated last = evaluations().get(evaluations().size() - 1);
        assertThat(last.answers()).hasSize(2);
        assertThat(last.answers().get(1))
                .isEqualTo(new Answer(
                        List.of("4", "0", "1", "2"), List.of("0", "1", "2", "4"), List.of("0", "1", "2", "4")));
    }

    private List<TrialEvent.Evaluated> evaluations() {
        return events.stream()
                .filter(TrialEvent.Evaluated.class::isInstance)
                .map(TrialEvent.Evaluated.class::cast)
                .toList();
    }

    private static LatencySummary latency(TrialResult result, Stage stage, Phase phase) {
        return result.latencies().stream()
                .filter(l -> l.stage() == stage && l.phase() == phase)
                .map(StageLatency::summary)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void answersThatComeFromElsewhereAreNoMemory() {
        TrialResult result = run("fake-right", "epochs=2"); // it reads the answers
        assertThat(result.solved()).isTrue();
        assertThat(result.metrics())
                .containsEntry("flip_accuracy", 1.0)
                .containsEntry("blank_accuracy", 1.0)
                .containsEntry("swap_accuracy", 1.0);
        assertThat(result.remembers()).isFalse();
        assertThat(run("fake-wrong", "epochs=2").remembers()).isNull();
        assertThat(run("fake-wrong", "epochs=2").metrics()).doesNotContainKey("flip_accuracy");
    }

    @Test
    void solvedNetworkIsTestedOnOtherSequencesWhereTheTaskHasATest() {
        int evaluated = 2 * 256;
        EngineProvider rightUntilTested = new FakeEngines.Base("fake-right-until-tested") {
            private int answers;

            @Override
            protected float output(float target, int fits) {
                answers++;
                return answers <= evaluated ? target : 1 - target;
            }
        };
        TrialSpec spec = Trials.trial(
                "hs97-3a", "length=20", "batch=1", "updates=1", "evaluate-every=1", "warmup=0", "lstm=fake-right");

        TrialResult result = new Trial(spec, rightUntilTested, NanoClock.system(), List.of(), null, events::add).run();

        assertThat(result.solved()).isTrue();
        assertThat(result.metrics()).containsEntry("accuracy", 0.0);
        assertThat(events.stream()
                        .filter(TrialEvent.Evaluated.class::isInstance)
                        .map(event -> ((TrialEvent.Evaluated) event).score().accuracy()))
                .containsExactly(1.0, 1.0);
    }

    @Test
    void hopelessEvaluationEndsEarly() {
        assertThat(evaluated("fake-wrong", "until=solved")).containsExactly(200, 200, 1000);
        assertThat(evaluated("fake-wrong", "until=updates")).containsExactly(1000, 1000, 1000);
        assertThat(evaluated("fake-right", "until=solved")).containsExactly(1000, 1000);
    }

    private List<Integer> evaluated(String engine, String until) {
        events.clear();
        TrialSpec spec = Trials.trial(
                "recall",
                "length=1001",
                "alphabet=80",
                "batch=1",
                "updates=2",
                "evaluate-every=1",
                "warmup=0",
                "lstm=" + engine,
                until);
        new Trial(spec, Engines.get(engine), NanoClock.system(), List.of(), null, events::add).run();
        return events.stream()
                .filter(TrialEvent.Evaluated.class::isInstance)
                .map(event -> ((TrialEvent.Evaluated) event).evaluated())
                .toList();
    }

    private static double seconds(TrialResult result) {
        return result.value(Metrics.TRAIN_S).orElseThrow();
    }
}
