package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.execute.EngineTimes.Time;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.plan.TrialSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTimesTest {
    private static final List<String> BOTH = List.of("onednn", "simd");
    private final EngineTimes times = new EngineTimes(List.of(
            new Time("onednn", 1, 20, 2, 10),
            new Time("onednn", 32, 256, 100, 20),
            new Time("simd", 1, 20, 1, 1000),
            new Time("simd", 32, 256, 200, 0)));

    @Test
    void theFastestIsThatOfTheSizeNextToTheNetwork() {
        double many = 1e9;
        assertThat(times.fastest(BOTH, 1, 16, many)).isEqualTo("simd");
        assertThat(times.fastest(BOTH, 64, 512, many)).isEqualTo("onednn");
        assertThat(times.fastest(BOTH, 2, 40, many))
                .as("two times and two times")
                .isEqualTo("simd");
    }

    @Test
    void warmingUpHasToPay() {
        assertThat(times.fastest(BOTH, 1, 20, 979_000))
                .as("980 ms of warm-up, 1 us a step")
                .isEqualTo("onednn");
        assertThat(times.fastest(BOTH, 1, 20, 981_000)).isEqualTo("simd");
    }

    @Test
    void withoutATimeOfEachTheFirstIsTaken() {
        assertThat(times.fastest(List.of("someone-elses", "simd"), 1, 20, 1)).isEqualTo("someone-elses");
        assertThat(EngineTimes.NONE.fastest(BOTH, 1, 20, 1)).isEqualTo("onednn");
    }

    @Test
    void timesAreKeptForTheHostTheyWereTakenOn(@TempDir Path folder) throws Exception {
        EngineTimesFile file = new EngineTimesFile(folder, Hosts.plain(), "cpu");
        assertThat(file.read()).isEmpty();
        assertThat(file.write(times.all())).isEmpty();
        assertThat(new EngineTimesFile(folder, Hosts.plain(), "cpu").read()).isEqualTo(times.all());
        assertThat(new EngineTimesFile(folder, Hosts.plain(), "cuda").read()).isEmpty();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.writeString(each, "{");
            }
        }
        assertThat(file.read()).as("a damaged file is none").isEmpty();
    }

    @Test
    void whatAProcessPrintsIsReadAgain() {
        List<TrialSpec> trials =
                EngineTiming.trials("fake-right", Backend.CPU).stream().limit(1).toList();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        EngineTiming.time(trials, new PrintStream(printed, true));
        List<Time> read = printed.toString()
                .lines()
                .map(EngineTiming::read)
                .filter(time -> time != null)
                .toList();
        assertThat(read).singleElement().satisfies(time -> {
            assertThat(time.engine()).isEqualTo("fake-right");
            assertThat(time.batch()).isEqualTo(trials.get(0).batch());
            assertThat(time.hidden()).isEqualTo(trials.get(0).hidden());
        });
        assertThat(EngineTiming.read("something else")).isNull();
    }
}
