package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose files cannot grow past 400 KB, by the limit that every shell can set on the size of files. */
@Tag("fork")
class FullDiskTest {
    @TempDir
    private Path folder;

    @Test
    void rowsStayWholeOnFullDisk() throws Exception {
        Path shell = Path.of("/bin/bash");
        assumeThat(shell).exists();
        Path run = folder.resolve("run");
        assertThat(lagbench(
                        "ulimit -f 400; ",
                        "original --set lstm=fake-right,fake-wrong --set epochs=3000"
                                + " --set evaluate-every=1 --set warmup=0 --out " + run))
                .isEqualTo(75);
        assertThat(Files.readAllLines(folder.resolve("err")).stream().filter(line -> line.contains("written")))
                .singleElement()
                .asString()
                .startsWith("lagbench: " + run + " cannot be written (File too large)")
                .endsWith("go on with: lagbench run --resume " + run);
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"status\" : \"partial\"");
        assertThat(Files.size(run.resolve("learning.csv")))
                .as("the row that met the limit is taken back")
                .isBetween(400 * 1024L - 300, 400 * 1024L - 1);
        for (String name : List.of("trials.csv", "learning.csv", "latency.csv")) {
            assertThat(Files.readString(run.resolve(name))).endsWith("\n");
        }
        assertThat(Files.readAllLines(run.resolve("trials.csv"))).hasSize(2);

        assertThat(lagbench("", "--resume " + run)).isZero();
        assertThat(Files.readAllLines(run.resolve("trials.csv"))).hasSize(3);
        assertThat(Files.readAllLines(run.resolve("learning.csv"))).hasSize(1 + 2 * 3001);
    }

    private int lagbench(String before, String arguments) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = before + "exec '" + java + "' -XX:-UsePerfData -Dlagbench.locks='" + folder.resolve("locks")
                + "' -cp '" + System.getProperty("java.class.path") + "' io.lagbench.harness.cli.Main run " + arguments;
        Process process = new ProcessBuilder("/bin/bash", "-c", command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
