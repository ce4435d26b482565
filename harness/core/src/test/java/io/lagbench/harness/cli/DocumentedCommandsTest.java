package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that the documentation writes beside figures and tables of committed runs. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("lagbench.root"));
    private static final String BEGIN = "    scripts/lagbench ";

    @TempDir
    private Path folder;

    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String page : List.of("README.md", "results/README.md", "results/hs97.md")) {
            Files.readAllLines(ROOT.resolve(page)).stream()
                    .filter(line -> line.startsWith(BEGIN) && line.contains("results/reference/"))
                    .map(line -> line.substring(BEGIN.length()))
                    .forEach(commands::add);
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void documentedCommandsSucceed(String command) throws IOException {
        List<String> words = new ArrayList<>();
        for (String word : command.split(" +")) {
            boolean output = !words.isEmpty() && words.get(words.size() - 1).equals("--out");
            words.add(
                    output
                            ? folder.resolve(Path.of(word).getFileName()).toString()
                            : word.startsWith("results/") ? ROOT.resolve(word).toString() : word);
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                InProcessMain.commandLine(new Installation(Backend.CPU, folder, folder, folder.resolve("locks")));
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        assertThat(line.execute(words.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).isNotEmpty();
    }

    /** Pictures that pages show are there, and a page that shows one says which command made it. */
    @ParameterizedTest
    @MethodSource("figures")
    void everyFigureHasItsCommand(Path figure) throws IOException {
        assertThat(figure).content().startsWith("<svg ");
        String name = "--out results/figures/" + figure.getFileName();
        assertThat(commands()).anySatisfy(command -> assertThat(command).endsWith(name));
    }

    static List<Path> figures() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("results/figures"))) {
            return files.sorted().toList();
        }
    }
}
