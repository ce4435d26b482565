package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps of fake and real trials whose processes are killed at random moments, then resumed: in the end there is exactly one
 * whole row a planned trial. {@code -Dlagbench.kills=100} makes it a campaign.
 */
class KillCampaignTest {
    private static final int KILLS = Integer.getInteger("lagbench.kills", 5);
    private static final int LONGEST_LIFE_MILLIS = 6000;

    @TempDir
    private Path folder;

    private final Random random = new Random(20);
    private final Map<String, Integer> kills = new TreeMap<>();

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
        System.out.println("killed " + killed + " times in " + sweeps + " sweeps: " + kills);
    }

    private static String status(Path run) throws IOException {
        Path file = run.resolve("run.json");
        if (!Files.exists(file)) {
            return "none";
        }
        return Files.readString(file).replaceAll("(?s).*\"status\" : \"(\\w+)\".*", "$1");
    }

    /** Begins or resumes a run and, if it is to be killed, kills it or its child before long; whether it did. */
    private boolean session(Path run, boolean kill) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlagbench.lock=" + folder.resolve("lock"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.lagbench.harness.cli.Main",
                "run"));
        // Killed before the plan is whole, a run has nothing to resume: it begins anew.
        if (Files.exists(run.resolve("run.json"))) {
            command.addAll(List.of("--resume", run.toString()));
        } else {
            deleteContent(run);
            command.addAll(List.of("original", "--set", "lstm=fake-right,fake-wrong,stock", "--seeds", "3"));
            command.addAll(List.of("--set", "epochs=10", "--set", "evaluate-every=1", "--out", run.toString()));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        boolean killed = false;
        if (kill && !process.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS)) {
            killed = kill(process);
        }
        if (!killed || process.isAlive()) {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("ends by itself")
                    .isTrue();
        }
        assertNoChildIsLeft(run);
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("Exception", "\tat ");
        return killed;
    }

    private boolean kill(Process process) {
        Optional<ProcessHandle> child = process.children().findAny();
        switch (random.nextInt(3)) {
            case 0 -> process.toHandle().destroy();
            case 1 -> process.toHandle().destroyForcibly();
            default -> {
                if (child.isEmpty()) {
                    return false;
                }
                child.get().destroyForcibly();
                kills.merge("child by SIGKILL", 1, Integer::sum);
                return true;
            }
        }
        kills.merge("parent by SIGTERM or SIGKILL", 1, Integer::sum);
        return true;
    }

    private static void deleteContent(Path run) throws IOException {
        if (Files.exists(run)) {
            try (var files = Files.walk(run)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Children notice within a moment that their parent is gone. */
    private static void assertNoChildIsLeft(Path run) throws InterruptedException {
        for (int wait = 0; wait < 100; wait++) {
            boolean left = ProcessHandle.allProcesses()
                    .anyMatch(process -> process.info().commandLine().orElse("").contains(run + "/trials/"));
            if (!left) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("a child of " + run + " is left");
    }

    private static void assertOneWholeRowForEachTrial(Path run) throws IOException {
        List<String> planned = Files.readAllLines(run.resolve("plan.jsonl")).stream()
                .map(line -> TrialSpec.fromJson(line).id())
                .toList();
        assertThat(planned).hasSize(9);
        assertThat(rows(run, Schema.TRIALS).stream().map(row -> row.get("trial_id")))
                .containsExactlyInAnyOrderElementsOf(planned);
        Set<String> ok = rows(run, Schema.TRIALS).stream()
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
        Map<String, Long> latencies = rows(run, Schema.LATENCY).stream()
                .collect(Collectors.groupingBy(row -> row.get("trial_id"), Collectors.counting()));
        assertThat(latencies.keySet()).isEqualTo(new HashSet<>(ok));
        assertThat(latencies.values()).containsOnly(4L);
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
