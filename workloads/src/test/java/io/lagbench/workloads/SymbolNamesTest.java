package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolNamesTest {
    @TempDir
    private Path folder;

    private static Task recall(String symbols, long alphabet, String interior) {
        return Tasks.find("recall")
                .orElseThrow()
                .create(new Settings(Map.of(
                        "length", 4L, "alphabet", alphabet, "classes", 2L, "interior", interior, "symbols", symbols)));
    }

    @Test
    void wordsAreTheFirstDifferentOnesOfTheFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("poem.txt"), "O Rose, thou art sick.\nThe invisible worm, thou Rose");
        Task task = recall("words:" + file, 6, "random");
        assertThat(IntStream.range(0, 6).mapToObj(task::inputText))
                .containsExactly("O", "Rose", "thou", "art", "sick", "The");
        assertThat(task.outputText(0)).as("the first class").isEqualTo("sick");
        assertThat(recall("words:" + file, 6, "shared").outputText(0)).isEqualTo("O");
    }

    @Test
    void stringsAreDifferentAndAlwaysTheSame() {
        Task task = recall("strings", 10_000, "random");
        assertThat(IntStream.range(0, 10_000).mapToObj(task::inputText))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[a-z]{3,8}"));
        assertThat(recall("strings", 5, "random").inputText(3)).isEqualTo(task.inputText(3));
    }

    @Test
    void filesThatDoNotServeAreRefused() throws IOException {
        Path few = Files.writeString(folder.resolve("few.txt"), "one two two");
        assertThatThrownBy(() -> recall("words:" + few, 3, "random"))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessageContaining("few.txt has 2 different words, fewer than the alphabet of 3");
        assertThatThrownBy(() -> recall("words:no-such-file", 3, "random")).hasMessageContaining("cannot be read");
        Path binary = Files.write(folder.resolve("binary"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> recall("words:" + binary, 3, "random")).hasMessageContaining("is not UTF-8 text");
    }
}
