package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.MainProcess;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a process of their own that something outside ends or refuses: a directory that is gone, a signal, another run. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Tag("fork")
class EndedRunTest {
    private static final String[] ARGUMENTS = {
        "run",
        "original",
        "--quiet",
        "--set",
        "lstm=fake-right",
        "--set",
        "warmup=0",
        "--set",
        "epochs=400",
        "--set",
        "evaluate-every=1",
        "--seeds",
        "2"
    };

    @TempDir
    private Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    private List<String> newRun(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--out", run().toString()));
        return MainProcess.command(folder, all.toArray(String[]::new));
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends by itself").isTrue();
        return process.exitValue();
    }

    private List<String> complaints() throws IOException {
        return Files.readAllLines(folder.resolve("log")).stream()
                .filter(line -> !line.contains("other programs keep"))
                .toList();
    }

    @Test
    void unwritableDirectoryIsReportedInOneLine() throws Exception {
        String[] slow = ARGUMENTS.clone();
        slow[4] = "lstm=fake-right,fake-slow";
        Process process = MainProcess.start(folder, newRun(slow));
        awaitRows(process, 1);
        Path moved = Files.move(run(), folder.resolve("moved"));
        Files.writeString(run(), "in its place");
        assertThat(end(process)).isEqualTo(75);
        assertThat(complaints())
                .singleElement()
                .asString()
                .startsWith("lagbench: " + run() + " cannot be written")
                .endsWith("go on with: lagbench run --resume " + run());
        MainProcess.awaitNoTrialLeft(run());

        Files.delete(run());
        Files.move(moved, run());
        assertThat(Files.readString(run().resolve("trials.csv"))).endsWith("\n");
        assertThat(CsvRows.read(run(), Schema.trials())).isNotEmpty();
    }

    @Test
    void aSignalKeepsEveryRowAndSaysHowToGoOn() throws Exception {
        String[] slow = ARGUMENTS.clone();
        slow[4] = "lstm=fake-right,fake-slow";
        Process process = MainProcess.start(folder, newRun(slow));
        awaitRows(process, 1);
        process.destroy();
        assertThat(end(process)).isEqualTo(75);
        MainProcess.awaitNoTrialLeft(run());
        assertThat(complaints())
                .singleElement()
                .asString()
                .contains("lagbench: interrupted")
                .endsWith("go on with: lagbench run --resume " + run());
        assertThat(CsvRows.read(run(), Schema.trials()))
                .isNotEmpty()
                .allMatch(row -> row.text("status").equals("ok"));
        assertThat(Files.readString(run().resolve("run.json"))).contains("\"status\" : \"partial\"");
    }

    /** A run went on, and kept the lock, when the job or the shell that had started it was killed. */
    @Test
    void tiedToWhoStartedItARunEndsWithThatHoweverItEnds() throws Exception {
        String[] slow = ARGUMENTS.clone();
        slow[4] = "lstm=fake-right,fake-slow";
        List<String> command = newRun(slow);
        command.add("--end-with-parent");
        List<String> shell = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh"));
        shell.addAll(command);
        Process parent = MainProcess.start(folder, shell);
        awaitRows(parent, 1);
        ProcessHandle child = parent.children().findFirst().orElseThrow();
        parent.destroyForcibly();
        child.onExit().get(1, TimeUnit.MINUTES);
        MainProcess.awaitNoTrialLeft(run());
        assertThat(complaints()).singleElement().asString().contains("lagbench: interrupted");
        assertThat(CsvRows.read(run(), Schema.trials())).isNotEmpty();
    }

    @Test
    void asLongAsOneRunsAnotherIsRefused() throws Exception {
        String[] slow = ARGUMENTS.clone();
        slow[4] = "lstm=fake-slow";
        Process first = MainProcess.start(folder, newRun(slow));
        awaitFile(first, run().resolve("environment.json"));
        Path second = folder.resolve("second");
        List<String> command = MainProcess.command(
                folder, "run", "original", "--set", "lstm=fake-right", "--quiet", "--out", second.toString());
        Path log = folder.resolve("log-of-second");
        ProcessBuilder builder = MainProcess.builder(command).redirectOutput(log.toFile());
        assertThat(end(builder.start())).as("another time it may run").isEqualTo(75);
        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .startsWith("lagbench: another run is going on: process " + first.pid() + " in " + run());
        assertThat(second).doesNotExist();

        List<String> dry = new ArrayList<>(command);
        dry.add("--dry-run");
        assertThat(end(MainProcess.builder(dry).redirectOutput(log.toFile()).start()))
                .as("a dry run disturbs nobody")
                .isZero();

        first.destroyForcibly();
        end(first);
        assertThat(end(builder.start()))
                .as("however a run ends, its lock ends too")
                .isZero();
        MainProcess.awaitNoTrialLeft(run());
    }

    private void awaitRows(Process process, int rows) throws IOException, InterruptedException {
        awaitFile(process, run().resolve("learning.csv"));
        while (CsvRows.read(run(), Schema.trials()).size() < rows) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(50);
        }
    }

    private static void awaitFile(Process process, Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(50);
        }
    }
}
