package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.session.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Five hundred mutations of suites and of command lines, the same on every machine: each either makes a plan or is refused
 * with one line and exit code 2. Others: -Dlagbench.seed=N.
 */
@Tag("slow")
class FuzzTest {
    private static final Path SUITES = Path.of(System.getProperty("lagbench.root"), "workloads", "suites");
    private static final int SUITE_MUTATIONS = 300;
    private static final int FLAG_MUTATIONS = 200;
    private static final int FEWEST_REFUSED = 150;

    /** Stock by name, so that nothing has to be asked of the host; dry first, so that no mutation can undo it. */
    private static final List<String> START = List.of("run", "--dry-run", "--lstm", "stock");

    private static final List<List<String>> COMMANDS = List.of(
            List.of("original", "--set", "hidden=10,20", "--seeds", "3", "--quiet"),
            List.of("recall", "--set", "length=50,100", "--set", "updates=1000", "--seeds", "1,2"),
            List.of("verify", "--set", "math=fp32", "--backend", "cpu", "--out", "somewhere"),
            List.of("recall", "--set=interior=random", "--set=learning-rate=0.01", "--set=clip=1"),
            List.of("smoke", "--set", "gate=sigmoid,hard-sigmoid", "--set", "optimizer=adam", "--quiet"));

    private static final List<String> TOKENS = List.of(
            "99999999999999999999",
            "-1",
            "0",
            "1.5",
            "1e400",
            "NaN",
            "2147483648",
            "-9223372036854775809",
            "null",
            "~",
            "true",
            "yes",
            "[]",
            "{}",
            "[1, [2]]",
            "{a: 1}",
            "''",
            "\"",
            "'",
            "|",
            ">-",
            "&a [*a]",
            "*nowhere",
            "!!java.lang.ProcessBuilder [x]",
            "%TAG ! x",
            "---",
            "...",
            "@",
            "\t",
            "\u0000",
            "\u2028",
            "\ud83d\ude00",
            "x".repeat(5000));

    private static final List<String> FLAGS = List.of(
            "--",
            "-",
            "",
            "=",
            "--set",
            "--set=",
            "--set==",
            "--set=hidden",
            "--set=hidden=",
            "--set=hidden=1,,2",
            "--set=hidden=1,1",
            "--set=task=nothing",
            "--set=epochs=1",
            "--seeds",
            "--seeds=",
            "--seeds=0",
            "--seeds=1,1",
            "--seeds=99999999999",
            "--lstm",
            "--lstm=",
            "--device=x",
            "--device=0",
            "--backend=gpu",
            "--backend=",
            "--out",
            "--dry-run=maybe",
            "--quiet=maybe",
            "--no-such-flag",
            "-x",
            "@no-such-file",
            "no-such-suite",
            "no-such-file.yaml");

    @TempDir
    private Path folder;

    private final Random random = new Random(Long.getLong("lagbench.seed", 20261123));
    private int refused;

    /** What came of a command line. */
    private record Outcome(int exit, String out, String err) {}

    private Outcome execute(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = InProcessMain.commandLine(
                new Installation(Backend.CPU, SUITES, folder.resolve("runs"), folder.resolve("locks")));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return new Outcome(line.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }

    /** @param where what a complaint has to name */
    private void check(List<String> arguments, String what, String where) {
        Outcome outcome = execute(arguments);
        if (outcome.exit() == ExitCode.OK) {
            assertThat(outcome.err()).as(what).isEmpty();
            assertThat(outcome.out()).as(what).isNotBlank();
            return;
        }
        refused++;
        assertThat(outcome.exit()).as("%s: %s", what, outcome.err()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).as(what).isEmpty();
        assertThat(outcome.err())
                .as(what)
                .startsWith("lagbench: ")
                .contains(where)
                .endsWith(System.lineSeparator());
        assertThat(outcome.err().strip().lines()).as(what).hasSize(1);
        assertThat(outcome.err().strip()).as(what).hasSizeBetween(20, 1000).doesNotContain("Exception", "\tat ");
    }

    @Test
    void mutatedSuitesArePlannedOrRefused() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(SUITES)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                texts.add(Files.readString(file));
            }
        }
        Path suite = folder.resolve("mutated.yaml");
        for (int i = 0; i < SUITE_MUTATIONS; i++) {
            byte[] mutated = mutateText(texts.get(i % texts.size()));
            Files.write(suite, mutated);
            List<String> arguments = new ArrayList<>(START);
            arguments.add(suite.toString());
            check(arguments, "suite " + i + ":\n" + new String(mutated, StandardCharsets.UTF_8), "mutated.yaml");
        }
        assertThat(refused).as("mutations that matter").isGreaterThan(FEWEST_REFUSED);
    }

    @Test
    void mutatedCommandLinesArePlannedOrRefused() {
        for (int i = 0; i < FLAG_MUTATIONS; i++) {
            List<String> arguments = new ArrayList<>(START);
            arguments.addAll(mutateFlags(COMMANDS.get(i % COMMANDS.size())));
            check(arguments, "arguments " + i + ": " + arguments, "");
        }
        assertThat(refused).as("mutations that matter").isGreaterThan(FEWEST_REFUSED);
    }

    @Test
    void unmutatedInputsArePlanned() {
        for (List<String> command : COMMANDS) {
            List<String> arguments = new ArrayList<>(START);
            arguments.addAll(command);
            check(arguments, command.toString(), "");
        }
        assertThat(refused).isZero();
    }

    private byte[] mutateText(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n")));
        int line = random.nextInt(1, lines.size()); // the first is a comment
        String before = lines.get(line);
        String key = before.contains(":") ? before.substring(0, before.indexOf(':') + 1) : before;
        switch (random.nextInt(13)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(random.nextInt(1, lines.size()), before);
            case 2 -> lines.set(line, lines.set(random.nextInt(1, lines.size()), before));
            case 3 -> lines.set(line, key + " " + pick(TOKENS));
            case 4 -> lines.set(line, misspelt(before));
            case 5 -> lines.set(line, "  ".repeat(random.nextInt(4)) + before.strip());
            case 6 -> lines.add(line, "    no-such-key: " + pick(TOKENS));
            case 7 -> lines.set(line, key + " [" + before.substring(before.indexOf(':') + 1) + "]");
            case 8 -> lines.set(line, key + " {a:" + before.substring(before.indexOf(':') + 1) + "}");
            case 9 -> lines.set(line, before + pick(TOKENS));
            case 10 -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 11 -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 3; i++) {
                    bytes[random.nextInt(60, bytes.length)] = (byte) random.nextInt(256);
                }
                return bytes;
            }
            default -> {
                int from = random.nextInt(60, text.length() - 5);
                int to = Math.min(text.length(), from + random.nextInt(1, 40));
                return (text.substring(0, from) + text.substring(to)).getBytes(StandardCharsets.UTF_8);
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private List<String> mutateFlags(List<String> command) {
        List<String> flags = new ArrayList<>(command);
        int at = random.nextInt(flags.size());
        String before = flags.get(at);
        int equals = before.lastIndexOf('=');
        switch (random.nextInt(8)) {
            case 0 -> flags.remove(at);
            case 1 -> flags.add(random.nextInt(flags.size()), before);
            case 2 -> flags.set(at, flags.set(random.nextInt(flags.size()), before));
            case 3 -> flags.add(at, pick(FLAGS));
            case 4 -> flags.set(at, pick(FLAGS));
            case 5 -> flags.set(at, misspelt(before));
            case 6 -> flags.set(at, before.substring(0, equals + 1) + pick(TOKENS));
            default -> flags.set(at, before.substring(0, random.nextInt(before.length())));
        }
        return flags;
    }

    /** With two neighbours swapped, one character gone, or one more. */
    private String misspelt(String text) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + (char) random.nextInt('!', '~') + text.substring(at);
            default ->
                at == 0
                        ? text
                        : text.substring(0, at - 1) + text.charAt(at) + text.charAt(at - 1) + text.substring(at + 1);
        };
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
