package io.lagbench.harness.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Renderer;
import io.lagbench.harness.chart.Scale;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    private static final Figure FIGURE = new Figure(
            "f",
            "How?",
            "caption [1]",
            new Chart("", new Axis("x", Scale.LINEAR), new Axis("y", Scale.LINEAR), List.of(), List.of()));
    private static final Document DOCUMENT = new Document(
            "a < b",
            List.of(
                    new Section("one", "First?", List.of(new Paragraph("words & more"), FIGURE)),
                    new Section("two", "Second?", List.of(new Preformatted("a  b")))));

    @Test
    void markdownHoldsEverySectionInOrder() {
        assertThat(DOCUMENT.markdown()).isEqualTo("""
                # a &lt; b

                ## First?

                words &amp; more

                **How?**

                ![caption \\[1\\]](f.svg)

                ## Second?

                ```
                a  b
                ```
                """);
    }

    @Test
    void pageLinksToSectionsAndShowsFigures() {
        assertThat(HtmlPage.of(DOCUMENT, Map.of("f", "<svg></svg>")))
                .contains("<title>a &lt; b</title>", "<a href=\"#two\">Second?</a>", "<section id=\"two\">")
                .contains(
                        "<figure class=\"lines\"><h3>How?</h3><svg></svg><figcaption>caption [1]</figcaption></figure>");
    }

    /** Batik writes it at the root, for all that say nothing, and where what is around has another colour. */
    @ParameterizedTest
    @ValueSource(strings = {"fill", "stroke"})
    void blackOfADrawingIsLightInTheDark(String attribute) {
        String drawing = Renderer.svg(FIGURE.drawing(), "f", "described");
        assertThat(drawing).containsPattern("<svg [^>]*" + attribute + "=\"black\"");
        assertThat(HtmlPage.of(DOCUMENT, Map.of("f", drawing)))
                .contains("svg[%1$s=\"black\"], svg [%1$s=\"black\"] { %1$s: var(--ink); }".formatted(attribute));
    }

    @Test
    void withoutFiguresTheFirstSectionSaysWhy() {
        Document bare = DOCUMENT.withoutFigures("no fonts");
        assertThat(DOCUMENT.figures()).containsExactly(FIGURE);
        assertThat(bare.figures()).isEmpty();
        assertThat(bare.sections().get(0).blocks())
                .containsExactly(new Paragraph("no fonts"), new Paragraph("words & more"));
        assertThat(bare.sections().get(1)).isEqualTo(DOCUMENT.sections().get(1));
    }
}
