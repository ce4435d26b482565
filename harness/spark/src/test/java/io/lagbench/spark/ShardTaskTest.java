package io.lagbench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task does on an executor, with a shell script in the place of the launcher. */
class ShardTaskTest {
    private static final byte[] HEAD = "{\"plan\": 1}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PLAN = "a trial\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path sweep;

    @BeforeEach
    void sweep() throws IOException {
        sweep = Files.createDirectory(folder.resolve("sweep"));
        Files.write(sweep.resolve("sweep.json"), HEAD);
        Files.createFile(sweep.resolve("token"));
    }

    /** A launcher that notes what it was called with, does something, and ends. */
    private ShardTask task(Path sweep, String script) throws IOException {
        Path launcher = folder.resolve("lagbench");
        Files.writeString(
                launcher,
                "#!/bin/sh\necho \"$@\" \"devices $CUDA_VISIBLE_DEVICES\" >> '" + folder + "/calls'\n"
                        + "attempt=\"$3/shards/2-of-4/now\"\n" + script + "\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return new ShardTask(launcher.toString(), sweep.toString(), "token", HEAD, 4);
    }

    @Test
    void aMachineWithTheFolderWritesThere() throws Exception {
        ShardResult result = task(sweep, "mkdir -p \"$attempt\"; echo row > \"$attempt/trials.csv\"; exit 3")
                .run(2, PLAN, 3, "1", () -> false);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.files()).isEmpty();
        assertThat(sweep.resolve("shards/2-of-4/now/trials.csv")).hasContent("row");
        assertThat(folder.resolve("calls"))
                .hasContent("run --plan " + sweep + " --shard 2/4 --cpus 3 --end-with-parent --quiet devices 1");
    }

    @Test
    void anotherMachineReturnsTheFilesOfItsAttempt() throws Exception {
        String script =
                "cp \"$3/plan.jsonl\" '" + folder + "/plan'; mkdir -p \"$attempt/trials/t\" \"$attempt/environments\";"
                        + " echo row > \"$attempt/trials.csv\"; echo host > \"$attempt/environments/h.json\";"
                        + " echo log > \"$attempt/trials/t/stdout.log\"";
        ShardResult result = task(folder.resolve("not-here"), script).run(2, PLAN, 1, "", () -> false);
        assertThat(result.attempt()).isEqualTo("now");
        assertThat(result.files().keySet())
                .as("without logs and histograms")
                .containsExactly("environments/h.json", "trials.csv");
        assertThat(result.files().get("trials.csv")).asString().isEqualTo("row\n");
        assertThat(folder.resolve("plan")).hasBinaryContent(PLAN);
        Path used = Path.of(Files.readString(folder.resolve("calls")).split(" ")[2]);
        assertThat(used).as("nothing is left").doesNotExist();
    }

    @Test
    void aCopyOfTheFolderIsNotUsed() throws Exception {
        Files.delete(sweep.resolve("token"));
        task(sweep, "mkdir -p \"$attempt\"").run(2, PLAN, 1, "", () -> false);
        try (Stream<Path> content = Files.list(sweep)) {
            assertThat(content).containsExactly(sweep.resolve("sweep.json"));
        }
    }

    @Test
    void theLastWordsComeWithTheExitCode() throws Exception {
        ShardResult result =
                task(sweep, "echo one >&2; echo two >&2; echo >&2; exit 4").run(2, PLAN, 1, "", () -> false);
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.words()).isEqualTo("two");
    }

    @Test
    void whatIsNotDoneIsTriedAgain() throws Exception {
        String script = "if [ -e '" + folder + "/tried' ]; then exit 0; fi; touch '" + folder + "/tried'; exit 75";
        ShardResult result = task(sweep, script).run(2, PLAN, 1, "", () -> false);
        assertThat(result.exitCode()).isZero();
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(2);
    }

    @Test
    void rowsOfAnotherMachineComeBackThoughTheShardIsNotDone() throws Exception {
        ShardResult result = task(
                        folder.resolve("not-here"),
                        "mkdir -p \"$attempt\"; echo row > \"$attempt/trials.csv\"; exit 75")
                .run(2, PLAN, 1, "", () -> false);
        assertThat(result.exitCode()).isEqualTo(75);
        assertThat(result.files().keySet()).containsExactly("trials.csv");
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(1);
    }

    @Test
    void aTaskThatIsCancelledEndsItsProcess() throws Exception {
        long begin = System.nanoTime();
        ShardResult result =
                task(sweep, "exec sleep 600").run(2, PLAN, 1, "", () -> Files.exists(folder.resolve("calls")));
        assertThat(result.exitCode()).as("SIGTERM").isEqualTo(143);
        assertThat(System.nanoTime() - begin).isLessThan(300_000_000_000L);
    }

    @Test
    void aMachineWithoutTheProgramSaysSo() throws Exception {
        ShardTask task = new ShardTask(folder.resolve("nothing").toString(), sweep.toString(), "token", HEAD, 4);
        ShardResult result = task.run(2, PLAN, 1, "", () -> false);
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.words()).contains("nothing cannot be started");
    }
}
