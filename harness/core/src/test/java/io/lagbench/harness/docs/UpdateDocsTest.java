package io.lagbench.harness.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpdateDocsTest {
    private static final Path ROOT = Path.of(System.getProperty("lagbench.root"));

    @Test
    void generatedSectionsAreUpToDate() throws IOException {
        for (Map.Entry<Path, Map<String, String>> file :
                new GeneratedSections(ROOT).byFile().entrySet()) {
            String text = Files.readString(ROOT.resolve(file.getKey()));
            for (Map.Entry<String, String> section : file.getValue().entrySet()) {
                assertThat(GeneratedSections.replace(text, section.getKey(), section.getValue()))
                        .as("%s, section %s; scripts/update-docs brings it up to date", file.getKey(), section.getKey())
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void noFileIsStale() throws IOException {
        assertThat(new UpdateDocs(ROOT).stale().keySet())
                .as("scripts/update-docs brings them up to date")
                .isEmpty();
    }

    @Test
    void sectionsAreReplacedBetweenTheirMarks() {
        String text = "before\n<!-- begin a -->\nold\n<!-- end a -->\nafter\n";
        assertThat(GeneratedSections.replace(text, "a", "new\n"))
                .isEqualTo("before\n<!-- begin a -->\n\nnew\n\n<!-- end a -->\nafter\n");
        assertThatThrownBy(() -> GeneratedSections.replace(text, "b", "new")).hasMessage("no section b");
    }
}
