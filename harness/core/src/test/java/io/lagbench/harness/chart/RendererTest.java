package io.lagbench.harness.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RendererTest {
    @TempDir
    private Path folder;

    private static final Chart SCALING = new Chart(
            "",
            new Axis("time steps", Scale.LOG2),
            new Axis("median fit, us", Scale.LOG10),
            List.of(
                    new Series(
                            "stock, batch 1",
                            Series.Kind.POINTS,
                            List.of(new Point(16, 7000, 6500, 9000), Point.of(256, 110_000), Point.of(4096, 1.9e6))),
                    new Series(
                            "onednn, batch 1",
                            Series.Kind.POINTS,
                            List.of(new Point(16, 300, 250, 420), Point.of(256, 900), Point.of(4096, 9000)))),
            List.of(new ReferenceLine("one second", 1e6)));

    private static final Chart LEARNING = new Chart(
            "Recall accuracy",
            new Axis("updates", Scale.LINEAR),
            new Axis("recall accuracy", Scale.LINEAR),
            IntStream.range(0, 7)
                    .mapToObj(s -> new Series(
                            "length " + (100 << s),
                            Series.Kind.CURVE,
                            IntStream.range(0, 20)
                                    .mapToObj(i -> {
                                        double y = 0.5 + 0.5 / (1 + Math.exp(4 + s - i));
                                        return new Point(50 * i, y, y - 0.04, Math.min(1, y + 0.03));
                                    })
                                    .toList()))
                    .toList(),
            List.of(new ReferenceLine("floor", 0.5)));

    private static final HeatMap RATIOS = new HeatMap(
            "batch",
            List.of("1", "8", "32", "128"),
            "hidden",
            List.of("20", "128", "512"),
            List.of(
                    row(0.21, 0.6, 1.4, 3.2),
                    List.of(
                            new HeatMap.Cell(0.5, true),
                            new HeatMap.Cell(0.97, false),
                            new HeatMap.Cell(2.8, true),
                            HeatMap.Cell.EMPTY),
                    row(1.2, 3.9, 14.0, 148)));

    private static final StackedBars PARTS = new StackedBars(
            "share",
            List.of("681 us: a", "1.1 s: b"),
            List.of("forward", "backward", "<rest>"),
            List.of(List.of(0.2, 0.75, 0.05), List.of(0.5, 0.3, 0.2)));

    private static List<HeatMap.Cell> row(double... ratios) {
        return DoubleStream.of(ratios)
                .mapToObj(ratio -> new HeatMap.Cell(ratio, true))
                .toList();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void renderingIsDeterministicInAnyLocaleAndThread() throws Exception {
        Locale before = Locale.getDefault();
        try {
            for (Drawing drawing : List.of(SCALING, LEARNING, RATIOS)) {
                String svg = Renderer.svg(drawing, "a", "b");
                byte[] png = Renderer.png(drawing);
                Locale.setDefault(Locale.GERMANY);
                String[] again = new String[1];
                Thread thread = new Thread(() -> again[0] = Renderer.svg(drawing, "a", "b"));
                thread.start();
                thread.join();
                assertThat(again[0]).isEqualTo(svg);
                assertThat(Renderer.png(drawing)).isEqualTo(png);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** With -Dlagbench.pictures=FOLDER they stay, to be looked at. */
    @Test
    void pngHasTwiceThePixelsOfTheSvg() throws IOException {
        Path out = Path.of(System.getProperty("lagbench.pictures", folder.toString()));
        Map<String, Drawing> drawings =
                Map.of("scaling", SCALING, "learning", LEARNING, "ratios", RATIOS, "parts", PARTS);
        for (Map.Entry<String, Drawing> drawing : drawings.entrySet()) {
            Path file = Files.write(out.resolve(drawing.getKey() + ".png"), Renderer.png(drawing.getValue()));
            BufferedImage png = ImageIO.read(file.toFile());
            assertThat(Renderer.svg(drawing.getValue(), "n", "d"))
                    .as(drawing.getKey())
                    .contains("width=\"" + png.getWidth() / 2 + "\"", "height=\"" + png.getHeight() / 2 + "\"");
        }
    }

    @Test
    void namesAreEscapedAndStayText() throws Exception {
        Chart chart = new Chart(
                "a < b & \"c\"\nd",
                new Axis("x", Scale.LINEAR),
                new Axis("y", Scale.LINEAR),
                List.of(
                        new Series("<script>alert(1)</script>", Series.Kind.POINTS, List.of(Point.of(1, 1))),
                        new Series("same", Series.Kind.POINTS, List.of(Point.of(1, 2))),
                        new Series("same", Series.Kind.POINTS, List.of(Point.of(1, 3)))),
                List.of());
        String svg = Renderer.svg(chart, "n", "\"<described>\"");
        assertThat(svg).doesNotContain("<script>").startsWith("<svg ");
        Document document = parsed(svg);
        assertThat(document.getDocumentElement().getAttribute("aria-label")).isEqualTo("\"<described>\"");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("<script>alert(1)</script>", "a < b & \"c\" d", "same");
    }

    @Test
    void idsBeginWithTheNameOfTheDrawing() throws Exception {
        NodeList all = parsed(Renderer.svg(SCALING, "first", "d")).getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            String id = ((Element) all.item(i)).getAttribute("id");
            assertThat(id)
                    .satisfiesAnyOf(
                            text -> assertThat(text).isEmpty(),
                            text -> assertThat(text).startsWith("first"));
        }
        assertThat(Renderer.svg(SCALING, "first", "d")).doesNotContain("NaN");
    }

    @Test
    void intervalsAreDrawnAsErrorBars() {
        Chart bare = new Chart(
                "",
                SCALING.x(),
                SCALING.y(),
                List.of(new Series("s", Series.Kind.POINTS, List.of(Point.of(16, 7000), Point.of(32, 9000)))),
                List.of());
        Chart barred = new Chart(
                "",
                SCALING.x(),
                SCALING.y(),
                List.of(new Series(
                        "s",
                        Series.Kind.POINTS,
                        List.of(new Point(16, 7000, 7000, 9000), new Point(32, 9000, 7000, 9000)))),
                List.of());
        assertThat(errorBarLines(bare)).isZero();
        assertThat(errorBarLines(barred))
                .as("a bar and its two ends at each point")
                .isEqualTo(6);
    }

    private static int errorBarLines(Chart chart) {
        return Renderer.svg(chart, "n", "").split("stroke-width=\"1.2\"").length - 1;
    }

    @Test
    void logarithmicAxesAreLabelledAtRoundNumbers() {
        assertThat(LogTicks.of(Scale.LOG2, 15, 5000))
                .containsExactly(16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0);
        assertThat(LogTicks.of(Scale.LOG10, 0.1, 1e6)).containsExactly(0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6);
        assertThat(LogTicks.of(Scale.LOG10, 290, 800)).containsExactly(300.0, 400.0, 500.0, 600.0, 700.0, 800.0);
        assertThat(LogTicks.of(Scale.LOG10, 3, 60)).containsExactly(5.0, 10.0, 20.0, 50.0);
        assertThat(LogTicks.of(Scale.LOG2, 1, Math.pow(2, 30))).hasSizeLessThan(10);
        assertThat(LogTicks.of(Scale.LOG2, 90, 120)).hasSizeGreaterThan(1);
        assertThat(LogTicks.of(Scale.LOG10, 201, 217)).containsExactly(204.0, 208.0, 212.0, 216.0);
        assertThat(List.of(0.5, 4096.0, 1e6, 2.5e8, 1e-4, 0.002).stream().map(LogTicks::label))
                .containsExactly("0.5", "4096", "1e6", "2.5e8", "0.0001", "0.002");
    }

    @Test
    void valuesOffTheAxisAreRefused() {
        assertThatThrownBy(() -> new Chart(
                        "",
                        new Axis("t", Scale.LOG2),
                        SCALING.y(),
                        List.of(new Series("s", Series.Kind.POINTS, List.of(Point.of(0, 1)))),
                        List.of()))
                .hasMessage("t: a value has no place on the axis: only values greater than 0 have one");
        assertThatThrownBy(() -> Point.of(Double.NaN, 1)).hasMessageContaining("no point");
        assertThatThrownBy(() -> new HeatMap("x", List.of("1"), "y", List.of("1"), List.of(List.of())))
                .hasMessageContaining("ratios are not");
    }

    @Test
    void fewMeasuredSizesAreLabelledThemselves() {
        assertThat(LogTicks.of(Scale.LOG2, 18, 140, new double[] {128, 20, 20})).containsExactly(20.0, 128.0);
        assertThat(LogTicks.of(Scale.LOG10, 90, 110_000, new double[] {98, 998, 9998, 99_998}))
                .containsExactly(98.0, 998.0, 9998.0, 99_998.0);
        assertThat(LogTicks.of(Scale.LOG10, 90, 1100, new double[] {98, 99, 1000}))
                .as("no two on top of each other")
                .containsExactly(98.0, 1000.0);
        assertThat(LogTicks.of(Scale.LOG2, 15, 70, new double[] {20})).containsExactly(16.0, 32.0, 64.0);
        assertThat(List.of(1.0, 10.0, 1000.0, 1e6).stream().map(value -> LogTicks.label(Scale.PERCENTILE, value)))
                .containsExactly("0", "90", "99.9", "99.9999");
        assertThat(LogTicks.label(Scale.LOG2, Math.pow(2, -30))).isEqualTo("2^-30");
    }

    @Test
    void fortyNineSeriesLookDifferent() {
        assertThat(IntStream.range(0, 49)
                        .mapToObj(s -> List.of(Style.color(s), Style.marker(s), Style.stroke(s)))
                        .distinct())
                .hasSize(49);
    }

    @Test
    void longNamesAreShortenedInTheMiddle() {
        assertThat(Style.name("short\nname")).isEqualTo("short name");
        assertThat(Style.name("begin " + "x".repeat(100) + " end"))
                .hasSize(68)
                .startsWith("begin ")
                .contains("...")
                .endsWith(" end");
    }

    @Test
    void crossoverLineSeparatesOnlyDecidedCells() throws Exception {
        HeatMap.Cell slower = new HeatMap.Cell(0.5, true);
        HeatMap.Cell faster = new HeatMap.Cell(2, true);
        HeatMap.Cell noise = new HeatMap.Cell(1.01, false);
        assertThat(crossings(List.of(slower, faster))).isEqualTo(1);
        assertThat(crossings(List.of(slower, noise))).isZero();
        assertThat(crossings(List.of(faster, faster))).isZero();
        assertThat(Renderer.svg(heatMap(List.of(noise, faster)), "n", "d")).contains(">(1.0)<", ">2<");
    }

    private static HeatMap heatMap(List<HeatMap.Cell> row) {
        return new HeatMap("batch", List.of("1", "8"), "hidden", List.of("20"), List.of(row));
    }

    /** Lines as wide as the crossover; Batik writes a width at a line or at a group around it. */
    private static long crossings(List<HeatMap.Cell> row) throws Exception {
        NodeList lines = parsed(Renderer.svg(heatMap(row), "n", "d")).getElementsByTagName("line");
        return IntStream.range(0, lines.getLength())
                .filter(i -> strokeWidth(lines.item(i)).equals("4"))
                .count();
    }

    private static String strokeWidth(Node node) {
        Node own = node.getAttributes().getNamedItem("stroke-width");
        return own == null ? strokeWidth(node.getParentNode()) : own.getNodeValue();
    }

    @Test
    void stackedBarsLabelPartsAndLargeShares() throws Exception {
        String text = parsed(Renderer.svg(PARTS, "n", "d")).getDocumentElement().getTextContent();
        assertThat(text).contains("681 us: a", "1.1 s: b", "forward", "<rest>", "75", "20", "100 %");
        assertThat(Renderer.svg(PARTS, "n", "d")).as("5 % have no room").doesNotContain(">5<");
    }
}
