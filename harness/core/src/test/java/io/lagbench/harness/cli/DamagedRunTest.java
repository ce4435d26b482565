package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A run whose files were damaged, the same on every machine: each command either does its work or refuses with one line and
 * exit code 2. Others: -Dlagbench.seed=N, more: -Dlagbench.mutations=N.
 */
@Tag("slow")
class DamagedRunTest {
    private static final Path RUN =
            Path.of(System.getProperty("lagbench.root"), "results", "reference", "epyc-2-cores", "verify-1000");
    private static final List<String> CSV = List.of("trials.csv", "trials.csv", "learning.csv", "latency.csv");
    private static final List<String> FILES =
            List.of("trials.csv", "learning.csv", "latency.csv", "run.json", "environment.json");
    private static final List<String> FIELDS = List.of(
            "",
            "0",
            "-1",
            "-0.5",
            "1e400",
            "1e-320",
            "NaN",
            "Infinity",
            "99999999999999999999",
            "true",
            "x",
            "1.5.1",
            "<script>",
            "\"a,b\"",
            "\"a\nb\"",
            "\"\"\"\"",
            "\u0001",
            "\ud83d\ude00",
            "crashed",
            "y".repeat(3000));

    @TempDir
    private Path folder;

    private final Random random = new Random(Long.getLong("lagbench.seed", 20261124));

    @Test
    void damagedRunsAreReadOrRefused() throws IOException {
        damagedRunsAreReadOrRefused(15);
    }

    @Test
    @Tag("conformance")
    void manyDamagedRunsAreReadOrRefused() throws IOException {
        damagedRunsAreReadOrRefused(Integer.getInteger("lagbench.mutations", 200));
    }

    private void damagedRunsAreReadOrRefused(int mutations) throws IOException {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        int refused = 0;
        for (int m = 0; m < mutations; m++) {
            String mutation = damage(damaged);
            refused += execute(mutation, "report", damaged, "--out", folder.resolve("report"));
            execute(mutation, "compare", damaged, "--by", "lstm", "--fail-on", "fit_p50_us:5%", "--fail-on", "solved");
            execute(mutation, "compare", RUN, damaged, "--measure", "accuracy", "--format", "json");
            for (String format : List.of("jsonl", "prometheus", "tensorboard")) {
                execute(mutation, "export", damaged, "--to", format, "--out", folder.resolve("export-" + format));
            }
            String y = random.nextBoolean() ? "fit_p50_us" : "recall_accuracy";
            execute(
                    mutation,
                    "plot",
                    damaged.resolve("trials.csv"),
                    "--x",
                    "batch",
                    "--y",
                    y,
                    "--by",
                    "task,lstm",
                    "--log",
                    "xy",
                    "--out",
                    folder.resolve("a.svg"));
        }
        assertThat(refused).as("reports that are refused").isBetween(1, mutations - 1);
    }

    /** A fresh copy of the run with one to three things changed in it; says which. */
    private String damage(Path damaged) throws IOException {
        for (String file : FILES) {
            Files.copy(RUN.resolve(file), damaged.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> done = new ArrayList<>();
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            done.add(random.nextInt(4) == 0 ? damageBytes(damaged) : damageFields(damaged));
        }
        return String.join("; ", done);
    }

    private String damageBytes(Path damaged) throws IOException {
        Path file = damaged.resolve(FILES.get(random.nextInt(FILES.size())));
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length + 1);
        if (random.nextBoolean()) {
            Files.write(file, Arrays.copyOf(bytes, at));
            return file.getFileName() + " cut at " + at;
        }
        for (int i = at; i < Math.min(bytes.length, at + 3); i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        Files.write(file, bytes);
        return file.getFileName() + " changed at " + at;
    }

    private String damageFields(Path damaged) throws IOException {
        Path file = damaged.resolve(CSV.get(random.nextInt(CSV.size())));
        List<String> lines = new ArrayList<>(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .lines()
                .toList());
        if (lines.size() < 2) {
            return file.getFileName() + " was empty";
        }
        String text = FIELDS.get(random.nextInt(FIELDS.size()));
        int line = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(lines.size() - 1);
        String[] fields = lines.get(line).split(",", -1);
        int column = random.nextInt(fields.length);
        boolean all = line > 0 && random.nextBoolean();
        for (int l = all ? 1 : line; l < (all ? lines.size() : line + 1); l++) {
            String[] changed = lines.get(l).split(",", -1);
            changed[Math.min(column, changed.length - 1)] = text;
            lines.set(l, String.join(",", changed));
        }
        Files.writeString(file, String.join("\n", lines) + "\n");
        return file.getFileName() + ", line " + (all ? "all" : line) + ", field " + column + ": "
                + text.substring(0, Math.min(20, text.length()));
    }

    /** @return 1 if it was refused */
    private int execute(String mutation, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                InProcessMain.commandLine(new Installation(Backend.CPU, folder, folder, folder.resolve("locks")));
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = line.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(exit).as("%s of: %s%n%s", arguments[0], mutation, err).isIn(0, 1, 2);
        if (exit == 2 && out.toString().isEmpty()) {
            assertThat(err.toString().lines().filter(text -> text.startsWith("lagbench: ")))
                    .as("%s of: %s%n%s", arguments[0], mutation, err)
                    .hasSize(1);
            return 1;
        }
        return 0;
    }
}
