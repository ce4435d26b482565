package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialOutcome;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials in processes of their own: one that goes well, one that dies, and what both executors have in common. */
@Tag("slow")
class ForkExecutorTest {
    @TempDir
    private Path folder;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<TrialOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());

    private final TrialObserver observer = new TrialObserver() {
        @Override
        public void started(Host host) {
            told.add("started on " + host.cpu());
        }

        @Override
        public void event(TrialEvent event) {
            told.add(event.getClass().getSimpleName());
        }

        @Override
        public void ended(TrialOutcome outcome) {
            told.add("ended");
            outcomes.add(outcome);
        }
    };

    private static TrialSpec trial(String lstm) {
        return Trials.trial("original", "lstm=" + lstm, "epochs=3", "evaluate-every=1", "warmup=0");
    }

    private TrialExecutor forks(int jobs) {
        return new ForkExecutor(
                new Fork(
                        Hosts.plain(),
                        Optional.empty(),
                        jobs,
                        Hosts.folders(),
                        System.getProperty("java.class.path"),
                        "io.lagbench.harness.cli.Main"),
                folder);
    }

    @Test
    void outcomeDescribesHostJvmAndEngine() throws Exception {
        TrialSpec trial = trial("fake-right");
        try (TrialExecutor executor = forks(1)) {
            executor.submit(trial, observer).get();
        }
        assertThat(told)
                .startsWith("started on A CPU", "Started", "Evaluated")
                .endsWith("ended")
                .doesNotContain("Finished");
        TrialOutcome outcome = outcomes.get(0);
        assertThat(outcome.result().status()).isEqualTo(Status.OK);
        assertThat(outcome.host()).isEqualTo(Hosts.plain());
        assertThat(outcome.started()).hasValueSatisfying(started -> {
            assertThat(started.engine().lstm()).isEqualTo("fake-right");
            assertThat(started.jvm().flags())
                    .contains("-Xmx1000m", "-XX:+UseSerialGC", "-Dlagbench.trial.memory=6000")
                    .as("where a report of a crash would lie is nobody's business")
                    .noneMatch(flag -> flag.contains("ErrorFile") || flag.contains(folder.toString()));
        });
        assertThat(outcome.files().folder()).isEqualTo(folder.resolve(trial.id()));
        assertThat(Files.readString(outcome.files().spec())).isEqualTo(trial.toJson() + "\n");
        assertThat(outcome.files().latencies()).isNotEmptyFile();
        assertThat(outcome.files().stdout()).exists();
        assertThat(outcome.files().stderr()).exists();
    }

    @Test
    void crashedTrialDoesNotStopTheNext() throws Exception {
        try (TrialExecutor executor = forks(2)) {
            Future<?> dies = executor.submit(trial("fake-exit"), observer);
            Future<?> goesOn = executor.submit(trial("fake-right"), observer);
            dies.get();
            goesOn.get();
        }
        assertThat(outcomes)
                .extracting(outcome -> outcome.result().status())
                .containsExactlyInAnyOrder(Status.CRASHED, Status.OK);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.result().status() == Status.CRASHED)
                .allSatisfy(outcome -> {
                    assertThat(outcome.started()).isPresent();
                    assertThat(outcome.result().error())
                            .isEqualTo("the process ended by signal 6; last of stderr.log: native code gives up");
                    assertThat(outcome.result().updates()).isEqualTo(4);
                });
    }

    @Test
    void inThisProcessATrialTellsTheSame() throws Exception {
        try (TrialExecutor executor = new InProcessExecutor(Hosts.plain(), folder)) {
            executor.submit(trial("fake-right"), observer).get();
        }
        assertThat(told)
                .startsWith("started on A CPU", "Started", "Evaluated")
                .endsWith("ended")
                .doesNotContain("Finished");
        assertThat(outcomes.get(0).result().status()).isEqualTo(Status.OK);
        assertThat(outcomes.get(0).files().latencies()).isNotEmptyFile();
    }

    @Test
    void stoppedTrialHasNoOutcome() throws Exception {
        try (TrialExecutor executor = new InProcessExecutor(Hosts.plain(), folder)) {
            TrialObserver stopping = new TrialObserver() {
                @Override
                public void started(Host host) {
                    told.add("started");
                }

                @Override
                public void event(TrialEvent event) {
                    executor.stop();
                }

                @Override
                public void ended(TrialOutcome outcome) {
                    told.add("ended");
                }
            };
            executor.submit(trial("fake-right"), stopping).get();
            executor.submit(trial("fake-wrong"), stopping).get();
        }
        assertThat(told).containsExactly("started");
    }

    @Test
    void failureOfLaunchIsTheTrials() throws Exception {
        try (TrialExecutor executor = forks(1)) {
            executor.submit(trial("fake-launch-error"), observer).get();
            executor.submit(trial("fake-right"), observer).get();
        }
        assertThat(outcomes).extracting(outcome -> outcome.result().status()).containsExactly(Status.ERROR, Status.OK);
        assertThat(outcomes.get(0).result().error())
                .isEqualTo(
                        "the trial's JVM could not be prepared: java.lang.IllegalStateException: no flags for this shape");
    }

    @Test
    void observerFailureDuringATrialIsNotTheTrials() throws Exception {
        UncheckedIOException full = new UncheckedIOException(new java.io.IOException("no space"));
        TrialObserver failing = new TrialObserver() {
            @Override
            public void started(Host host) {
                told.add("started");
            }

            @Override
            public void event(TrialEvent event) {
                throw full;
            }

            @Override
            public void ended(TrialOutcome outcome) {
                outcomes.add(outcome);
            }
        };
        try (TrialExecutor executor = new InProcessExecutor(Hosts.plain(), folder)) {
            assertThatThrownBy(executor.submit(trial("fake-right"), failing)::get)
                    .hasCause(full);
        }
        assertThat(outcomes).isEmpty();
    }

    @Test
    void observerFailureStopsTheExecutor() throws Exception {
        UncheckedIOException full = new UncheckedIOException(new java.io.IOException("no space"));
        TrialObserver failing = new TrialObserver() {
            @Override
            public void started(Host host) {
                told.add("started");
            }

            @Override
            public void event(TrialEvent event) {
                told.add("event");
            }

            @Override
            public void ended(TrialOutcome outcome) {
                throw full;
            }
        };
        try (TrialExecutor executor = new InProcessExecutor(Hosts.plain(), folder)) {
            Future<?> first = executor.submit(trial("fake-right"), failing);
            Future<?> second = executor.submit(trial("fake-wrong"), failing);
            assertThatThrownBy(first::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(full);
            second.get();
        }
        assertThat(told).containsOnlyOnce("started");
    }
}
