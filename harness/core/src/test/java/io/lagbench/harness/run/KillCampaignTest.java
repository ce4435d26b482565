package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.MainProcess;
import io.lagbench.harness.fake.Nd4jRequired;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps of fake and real trials whose processes are killed at random moments, then resumed: in the end there is exactly one
 * whole row a planned trial. {@code -Dlagbench.kills=100} makes it a campaign, {@code -Dlagbench.seed=N} draws other moments.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Tag("fork")
class KillCampaignTest {
    private static final int KILLS = Integer.getInteger("lagbench.kills", 6);
    private static final int LONGEST_LIFE_MILLIS = 6000;
    private static final int TRIALS = 9;

    @TempDir
    private Path folder;

    private final Random random = new Random(Long.getLong("lagbench.seed", 20L));
    private final Map<String, Integer> kills = new TreeMap<>();

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    @Test
    void killedAndResumedSweepsHaveEveryRowOnce() throws Exception {
        int sweeps = 0;
        int killed = 0;
        while (killed < KILLS) {
            sweeps++;
            Path run = folder.resolve("run-" + sweeps);
            while (!status(run).equals("complete") && !status(run).equals("failed")) {
                if (session(run, killed < KILLS)) {
                    killed++;
                }
            }
            assertOneWholeRowForEachTrial(run);
        }
        System.out.println("killed " + killed + " times in " + sweeps + " sweeps of " + TRIALS + " trials: " + kills);
    }

    private static String status(Path run) throws IOException {
        Path file = run.resolve("run.json");
        if (!Files.exists(file)) {
            return "none";
        }
        return Files.readString(file).replaceAll("(?s).*\"status\" : \"(\\w+)\".*", "$1");
    }

    /** Begins a run or goes on with it and, if it is to be killed, kills it or its child before long; whether it did. */
    private boolean session(Path run, boolean kill) throws IOException, InterruptedException {
        // One command, whatever is there: a run that was killed in its first moment too.
        List<String> command = MainProcess.command(folder, "run", "original", "--resume", run.toString());
        command.addAll(List.of("--set", "lstm=fake-right,fake-wrong,stock", "--seeds", "3"));
        command.addAll(List.of("--set", "epochs=10", "--set", "evaluate-every=1"));
        Process process = MainProcess.start(folder, command);
        boolean killed = false;
        if (kill && !process.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS)) {
            killed = kill(process);
        }
        if (!killed || process.isAlive()) {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("ends by itself")
                    .isTrue();
        }
        MainProcess.awaitNoTrialLeft(run);
        assertNoRowIsCut(run);
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("Exception", "\tat ");
        return killed;
    }

    private boolean kill(Process process) {
        Optional<ProcessHandle> child = process.children().findAny();
        String how;
        boolean sent;
        switch (random.nextInt(3)) {
            case 0 -> {
                how = "parent by SIGTERM";
                sent = process.toHandle().destroy();
            }
            case 1 -> {
                how = "parent by SIGKILL";
                sent = process.toHandle().destroyForcibly();
            }
            default -> {
                how = "child by SIGKILL";
                sent = child.map(ProcessHandle::destroyForcibly).orElse(false);
            }
        }
        if (sent) {
            kills.merge(how, 1, Integer::sum);
        }
        return sent;
    }

    /** Rows are whole before any resumption repairs them. */
    private static void assertNoRowIsCut(Path run) throws IOException {
        for (Table<?> table : List.of(Schema.trials(), Schema.LATENCY, Schema.LEARNING)) {
            Path file = run.resolve(table.file());
            if (Files.exists(file) && Files.size(file) > 0) {
                rows(run, table);
            }
        }
    }

    private static void assertOneWholeRowForEachTrial(Path run) throws IOException {
        List<String> planned = Files.readAllLines(run.resolve("plan.jsonl")).stream()
                .map(line -> TrialSpec.fromJson(line).id())
                .toList();
        assertThat(planned).hasSize(TRIALS);
        assertThat(rows(run, Schema.trials()).stream().map(row -> row.get("trial_id")))
                .containsExactlyInAnyOrderElementsOf(planned);
        Set<String> ok = rows(run, Schema.trials()).stream()
                .filter(row -> row.get("status").equals("ok"))
                .map(row -> row.get("trial_id"))
                .collect(Collectors.toSet());
        assertThat(ok).hasSizeGreaterThan(planned.size() / 2);
        Map<String, List<String>> updates = rows(run, Schema.LEARNING).stream()
                .collect(Collectors.groupingBy(
                        row -> row.get("trial_id"), Collectors.mapping(row -> row.get("update"), Collectors.toList())));
        assertThat(planned).containsAll(updates.keySet());
        updates.forEach((trial, seen) -> {
            assertThat(seen).doesNotHaveDuplicates();
            if (ok.contains(trial)) {
                assertThat(seen).hasSize(11);
            }
        });
        Map<String, List<String>> latencies = rows(run, Schema.LATENCY).stream()
                .collect(Collectors.groupingBy(
                        row -> row.get("trial_id"),
                        Collectors.mapping(row -> row.get("stage") + " " + row.get("phase"), Collectors.toList())));
        assertThat(latencies.keySet()).isEqualTo(new HashSet<>(ok));
        for (CSVRecord trial : rows(run, Schema.trials())) {
            if (ok.contains(trial.get("trial_id"))) {
                assertThat(latencies.get(trial.get("trial_id")))
                        .doesNotHaveDuplicates()
                        .hasSize(trial.get("lstm").equals("stock") ? 9 : 4); // the fakes do not tell where a fit went
            }
        }
    }

    private static List<CSVRecord> rows(Path run, Table<?> table) throws IOException {
        String text = Files.readString(run.resolve(table.file()));
        assertThat(text).endsWith("\n");
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            List<CSVRecord> rows = parser.getRecords();
            assertThat(rows).allMatch(CSVRecord::isConsistent);
            return rows;
        }
    }
}
