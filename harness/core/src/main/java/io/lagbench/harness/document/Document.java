package io.lagbench.harness.document;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A title and sections, to be read as a page or as Markdown.
 *
 * @param title one line
 * @param sections in order
 */
public record Document(String title, List<Section> sections) {
    /** Copies the sections. */
    public Document {
        sections = List.copyOf(sections);
    }

    /** The pictures, in order. */
    public List<Figure> figures() {
        return blocks(Figure.class);
    }

    /** What a reader takes away, in order. */
    public List<Highlights> highlights() {
        return blocks(Highlights.class);
    }

    private <B extends Block> List<B> blocks(Class<B> kind) {
        return sections.stream()
                .flatMap(section -> section.blocks().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /**
     * The same without pictures.
     *
     * @param reason begins the first section
     */
    public Document withoutFigures(String reason) {
        List<Section> bare = new ArrayList<>();
        for (Section section : sections) {
            List<Block> blocks = new ArrayList<>(section.blocks());
            blocks.removeIf(Figure.class::isInstance);
            if (bare.isEmpty()) {
                blocks.add(0, new Paragraph(reason));
            }
            bare.add(new Section(section.id(), section.title(), blocks));
        }
        return new Document(title, bare);
    }

    /** The document in Markdown, for a pull request; pictures lie beside it. */
    public String markdown() {
        return "# " + Markdown.escape(title) + "\n\n"
                + sections.stream().map(Section::markdown).collect(Collectors.joining("\n"));
    }
}
