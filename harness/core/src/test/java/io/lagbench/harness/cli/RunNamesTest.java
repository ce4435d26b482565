package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.fake.Rows;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNamesTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Installation installation() {
        return new Installation(Backend.CPU, folder, folder.resolve("runs"), folder.resolve("locks"));
    }

    private void run(String name, long millis) throws IOException {
        Path run = Rows.write(folder.resolve("runs").resolve(name), List.of(Rows.trial()));
        Path head = run.resolve("run.json");
        if (Files.notExists(head)) {
            Files.writeString(head, "{\"status\": \"complete\"}");
        }
        Files.setLastModifiedTime(head, FileTime.fromMillis(millis));
    }

    private int execute(String... arguments) {
        return InProcessMain.execute(installation(), out, err, arguments);
    }

    @Test
    void theLatestIsTheOneThatWasWrittenToLast() throws IOException {
        run("a", 3000);
        run("b", 1000);
        run("c", 2000);
        Files.createDirectories(folder.resolve("runs/no-run"));
        RunNames names = new RunNames(installation());
        assertThat(names.resolve(Path.of("latest"))).isEqualTo(folder.resolve("runs/a"));
        assertThat(names.resolve(Path.of("other"))).isEqualTo(Path.of("other"));
        assertThat(names.last(2, "compare")).containsExactly(folder.resolve("runs/c"), folder.resolve("runs/a"));
    }

    @Test
    void compareTakesTheLastTwoByItself() throws IOException {
        run("old", 1000);
        run("before", 2000);
        run("last", 3000);
        assertThat(execute("compare")).as(err.toString()).isZero();
        assertThat(err.toString()).contains("lagbench: comparing before with last");
        assertThat(execute("compare", "latest", "--by", "lstm=onednn,stock")).isEqualTo(2);
        assertThat(err.toString())
                .contains("two sides are needed, and the run has stock")
                .doesNotContain("comparing");
    }

    @Test
    void whereThereIsNoneItIsOneLine() throws IOException {
        assertThat(execute("report", "latest")).isEqualTo(2);
        assertThat(err.toString()).contains("lagbench: latest: ", "has 0 of 1 runs");
        run("only", 1000);
        assertThat(execute("compare")).isEqualTo(2);
        assertThat(err.toString()).contains("lagbench: compare: ", "has 1 of 2 runs; allowed: the run directories");
    }
}
