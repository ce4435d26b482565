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
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that the documentation writes beside figures and tables of committed runs. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("lagbench.root"));
    private static final String BEGIN = "    scripts/lagbench ";
    private static final List<String> PAGES = List.of(
            "README.md",
            "harness/README.md",
            "harness/lstm/README.md",
            "workloads/README.md",
            "scripts/README.md",
            "results/README.md",
            "results/hs97.md",
            "CONTRIBUTING.md");

    /** The most that somebody reads before the first command, in bytes. */
    private static final int LONGEST_FIRST_PAGE = 8_192;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.*)$", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String page : PAGES) {
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

    @Test
    void theFirstPageIsShort() throws IOException {
        assertThat(Files.size(ROOT.resolve("README.md"))).isLessThanOrEqualTo(LONGEST_FIRST_PAGE);
    }

    static List<String> pages() {
        return PAGES;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(String page) throws IOException {
        Path path = ROOT.resolve(page);
        String text = Files.readString(path);
        List<String> links = LINK.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("https://"))
                .toList();
        for (String link : links) {
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? path : path.resolveSibling(parts[0]).normalize();
            assertThat(target).as(page + ": " + link).exists();
            if (parts.length > 1) {
                assertThat(anchors(target)).as(page + ": " + link).contains(parts[1]);
            }
        }
    }

    /** Headings as links name them. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
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
