package io.lagbench.harness.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Trials;
import io.lagbench.workloads.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrialIdsTest {
    private static final Path REFERENCE =
            Path.of(System.getProperty("lagbench.root"), "results", "reference", "epyc-2-cores");

    @Test
    void anIdIsOfTheTrialAndNotOfItsSuite() {
        TrialSpec one = Trials.trial("recall", "length=30");
        assertThat(one.id()).startsWith("v2-").hasSize(15);
        assertThat(Trials.trial("recall", "length=30").id()).isEqualTo(one.id());
        assertThat(Trials.trial("recall", "length=31").id()).isNotEqualTo(one.id());
        assertThat(one.toJson()).doesNotContain("suite");
    }

    @Test
    void defaultsDoNotChangeTheId() {
        TrialSpec trial = Trials.trial("recall", "length=30");
        Map<String, Object> without = new TreeMap<>(trial.settings().values());
        assertThat(without.remove("warmup")).isEqualTo(50L);
        PlanReader reader = new PlanReader();
        TrialSpec older =
                new TrialSpec("x", trial.task(), trial.backend(), new Settings(without), trial.seed(), trial.fork());
        assertThat(reader.identity(older)).isEqualTo(trial.id());
        TrialSpec read = reader.trial(older.toJson());
        assertThat(read.settings()).as("the key came later").isEqualTo(trial.settings());
        assertThat(read.id()).as("it was given this id").isEqualTo("x");
        assertThat(read.isSameAs(trial)).isTrue();
    }

    @Test
    void versionOneIdsAreKept() throws IOException {
        int trials = 0;
        try (Stream<Path> runs = Files.list(REFERENCE)) {
            for (Path run : runs.filter(path -> Files.exists(path.resolve("plan.jsonl")))
                    .toList()) {
                String rows = Files.readString(run.resolve("trials.csv"));
                if (rows.contains(",cell_id")) {
                    continue; // of a later version
                }
                for (String line : Files.readAllLines(run.resolve("plan.jsonl"))) {
                    String id = new PlanReader().trial(line).id();
                    assertThat(id).matches("[0-9a-f]{12}");
                    trials += rows.contains("\n1," + id + ",") ? 1 : 0;
                }
            }
        }
        assertThat(trials).isGreaterThan(300);
    }

    @Test
    void aLineWrittenAndReadIsTheSameTrial() {
        for (TrialSpec trial : Trials.plan("recall", "length=10,20", "clip=none,0.5", "learning-rate=0.0001")
                .trials()) {
            assertThat(TrialSpec.fromJson(trial.toJson())).isEqualTo(trial);
        }
    }

    @Test
    void planOfUnknownTaskIsReadable() {
        Map<String, Object> settings =
                new HashMap<>(Trials.trial("original").settings().values());
        settings.put("gap", 9L);
        TrialSpec unknown = new TrialSpec("v2-0", "no-such-task", "cpu", new Settings(settings), 1, 1);
        assertThat(TrialSpec.fromJson(unknown.toJson())).isEqualTo(unknown);
        assertThat(List.of(new PlanReader().identity(unknown))).doesNotContainNull();
    }
}
