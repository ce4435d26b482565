package io.lagbench.harness.document;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.body;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
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
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A document as one file that needs no network and no script. */
public final class HtmlPage {
    /** Rows from which on a table is folded. */
    private static final int LONG = 40;

    private static final String STYLE = """
            :root { color-scheme: light; }
            body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 4rem; color: #222; background: #fff;
              font: 1rem/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-top: 1px solid #ddd;
              padding-top: 1rem; }
            nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }
            a { color: #0059a0; }
            p { max-width: 48rem; }
            figure { display: inline-block; vertical-align: top; margin: 0 1rem 1rem 0; width: 34rem; max-width: 100%; }
            figure svg { width: 100%; height: auto; } figcaption { font-size: .9rem; color: #444; }
            .scroll { overflow-x: auto; margin: 1rem 0; }
            table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
            th, td { padding: .2rem .6rem; border-bottom: 1px solid #e2e2e2; text-align: left; white-space: nowrap; }
            th { background: #f4f4f4; vertical-align: bottom; } .n { text-align: right; }
            #ran td, #environment td { white-space: normal; overflow-wrap: anywhere; }
            #ran td:first-child { white-space: nowrap; overflow-wrap: normal; }
            pre { overflow-x: auto; background: #f4f4f4; padding: .75rem; font-size: .85rem; }
            summary { cursor: pointer; }
            @media (max-width: 30rem) { body { padding: 0 .5rem 2rem; } th, td { padding: .2rem .4rem; } }
            """;

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
                                        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                        title(document.title()),
                                        link().withRel("icon").withHref("data:,"), // or browsers ask for one
                                        style(rawHtml(STYLE))),
                                body(
                                        h1(document.title()),
                                        nav(ul(each(
                                                document.sections(),
                                                part -> li(a(part.title()).withHref("#" + part.id()))))),
                                        main(each(document.sections(), part -> partOf(part, svgs)))))
                        .withLang("en"))
                + "\n";
    }

    private static DomContent partOf(Section part, Map<String, String> svgs) {
        List<DomContent> content = new ArrayList<>();
        for (int b = 0; b < part.blocks().size(); b++) {
            content.add(block(part.blocks().get(b), part.id() + "-" + b, svgs));
        }
        return section(attrs("#" + part.id()), h2(part.title()), each(content.stream()));
    }

    private static DomContent block(Block block, String id, Map<String, String> svgs) {
        if (block instanceof DataTable data) {
            DomContent table = div(attrs(".scroll"), tableOf(data, id)).attr("tabindex", "0");
            return data.body().size() < LONG
                    ? table
                    : details(summary(data.body().size() + " rows"), table);
        }
        if (block instanceof Figure picture) {
            return figure(rawHtml(svgs.getOrDefault(picture.name(), "")), figcaption(picture.caption()));
        }
        return block instanceof Preformatted lines ? pre(lines.lines()) : p(((Paragraph) block).words());
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
}
