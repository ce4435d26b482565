package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        SymbolNames names = SymbolNames.of("words:" + file, 6);
        assertThat(IntStream.range(0, 6).mapToObj(names::text))
                .containsExactly("O", "Rose", "thou", "art", "sick", "The");
    }

    @Test
    void stringsAreDifferentAndAlwaysTheSame() {
        SymbolNames names = SymbolNames.of("strings", 10_000);
        assertThat(IntStream.range(0, 10_000).mapToObj(names::text))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[a-z]{3,8}"));
        assertThat(SymbolNames.of("strings", 5).text(3)).isEqualTo(names.text(3));
    }

    @Test
    void answersAreWrittenInTheNamesOfTheSymbols() throws IOException {
        Path file = Files.writeString(folder.resolve("poem.txt"), "O Rose, thou art sick. The invisible worm");
        for (String interior : List.of("random", "shared")) {
            Answer answer = answer(recall("words:" + file, 6, interior));
            assertThat(answer.inputs()).hasSize(3);
            assertThat(answer.inputs().get(0)).as("the first class").isEqualTo("sick");
            assertThat(answer.targets().get(2)).as(interior).isEqualTo("sick");
            assertThat(answer.predicted().get(2)).as(interior).isEqualTo("sick");
        }
        assertThat(answer(recall("words:" + file, 6, "random")).predicted())
                .as("without loss there is no answer")
                .startsWith("", "");
    }

    /** The first evaluation sequence with the right answers to it. */
    private static Answer answer(Task task) {
        Batch batch = task.newBatch(1);
        task.streams().evaluation().next(batch);
        Layout layout = Layout.sequenceFastest(1, task.shape().outputSize());
        FloatBuffer right = FloatBuffer.allocate(3 * task.shape().outputSize());
        batch.targets().encoder(right, layout).encode();
        Scorer scorer = task.scorer();
        scorer.add(batch, 1, new Predictions(right, layout));
        return scorer.answer(0).orElseThrow();
    }

    @Test
    void filesThatDoNotServeAreRefused() throws IOException {
        Path few = Files.writeString(folder.resolve("few.txt"), "one two two");
        assertThatThrownBy(() -> recall("words:" + few, 3, "random"))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessageContaining("few.txt has 2 different words, fewer than the alphabet of 3");
        assertThatThrownBy(() -> recall("words:no-such-file", 3, "random"))
                .hasMessageContaining("no-such-file: no such file");
        assertThatThrownBy(() -> recall("words:/dev/zero", 3, "random")).hasMessageContaining("is no regular file");
        Path binary = Files.write(folder.resolve("binary"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> recall("words:" + binary, 3, "random")).hasMessageContaining("is not UTF-8 text");
    }
}
