package io.lagbench.harness.document;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.b;
import static j2html.TagCreator.body;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.document;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import io.lagbench.harness.chart.Chart;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A document as one file that needs no network. Without script it shows everything; with it tables can be sorted and filtered. A
 * policy in the file lets a browser run no other script than that, and load nothing.
 */
public final class HtmlPage {
    /** Rows up to which a table is open from the beginning, beside pictures and alone. */
    private static final int FEW_ROWS = 4;

    private static final int FEW_ROWS_ALONE = 12;

    /** Columns that stand on a closed table. */
    private static final int NAMED_COLUMNS = 5;

    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");
    private static final String POLICY =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-"
                    + Base64.getEncoder().encodeToString(sha256(SCRIPT)) + "'";

    private HtmlPage() {}

    /**
     * The page.
     *
     * @param svgs SVG elements by name of the figure
     */
    public static String of(Document document, Map<String, String> svgs) {
        return document(html(
                                head(
                                        meta().withCharset("utf-8"),
                                        meta().attr("http-equiv", "Content-Security-Policy")
                                                .withContent(POLICY),
                                        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                        title(document.title()),
                                        link().withRel("icon").withHref("data:,"), // or browsers ask for one
                                        style(rawHtml(STYLE))),
                                body(
                                        h1(document.title()),
                                        nav(ul(each(
                                                document.sections(),
                                                part -> li(a(part.title()).withHref("#" + part.id()))))),
                                        main(each(document.sections(), part -> partOf(part, svgs))),
                                        script(rawHtml(SCRIPT))))
                        .withLang("en"))
                + "\n";
    }

    private static DomContent partOf(Section part, Map<String, String> svgs) {
        boolean hasFigures = part.blocks().stream().anyMatch(Figure.class::isInstance);
        List<DomContent> content = new ArrayList<>();
        List<DomContent> figures = new ArrayList<>(); // neighbours stand side by side
        for (int b = 0; b < part.blocks().size(); b++) {
            Block block = part.blocks().get(b);
            if (block instanceof Figure picture) {
                figures.add(figureOf(picture, svgs));
                continue;
            }
            addTogether(figures, content);
            content.add(
                    block instanceof DataTable data
                            ? foldOf(
                                    data,
                                    part.id() + "-" + b,
                                    data.body().size() <= (hasFigures ? FEW_ROWS : FEW_ROWS_ALONE))
                            : textOf(block));
        }
        addTogether(figures, content);
        return section(attrs("#" + part.id()), h2(part.title()), each(content.stream()));
    }

    private static void addTogether(List<DomContent> figures, List<DomContent> content) {
        if (!figures.isEmpty()) {
            content.add(div(attrs(".figures"), each(List.copyOf(figures).stream())));
            figures.clear();
        }
    }

    private static DomContent figureOf(Figure picture, Map<String, String> svgs) {
        return figure(
                        h3(picture.title()),
                        rawHtml(svgs.getOrDefault(picture.name(), "")),
                        figcaption(picture.caption()))
                .withCondClass(picture.drawing() instanceof Chart, "lines");
    }

    private static DomContent textOf(Block block) {
        if (block instanceof Highlights highlights) {
            return dl(
                    attrs(".highlights"), each(highlights.items(), item -> div(dt(item.value()), dd(item.meaning()))));
        }
        return block instanceof Preformatted lines ? pre(lines.lines()) : p(((Paragraph) block).words());
    }

    private static DomContent foldOf(DataTable data, String id, boolean open) {
        List<String> names = data.header().stream().limit(NAMED_COLUMNS).toList();
        return details(
                        summary(
                                b(data.body().size() + (data.body().size() == 1 ? " row" : " rows")),
                                text(" by " + String.join(", ", names)
                                        + (names.size() < data.header().size() ? ", ..." : ""))),
                        div(attrs(".scroll"), tableOf(data, id)).attr("tabindex", "0"))
                .withCondOpen(open);
    }

    private static DomContent tableOf(DataTable data, String id) {
        String[] classes = IntStream.range(0, data.header().size())
                .mapToObj(column -> data.isNumeric(column) ? "n" : "")
                .toArray(String[]::new);
        return table(
                        thead(tr(each(IntStream.range(0, classes.length)
                                .mapToObj(column -> th(data.header().get(column))
                                        .attr("scope", "col")
                                        .withCondClass(!classes[column].isEmpty(), classes[column]))))),
                        tbody(each(
                                data.body(),
                                row -> tr(each(IntStream.range(0, classes.length)
                                        .mapToObj(column -> td(row.get(column))
                                                .withCondClass(!classes[column].isEmpty(), classes[column])))))))
                .withId(id);
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
