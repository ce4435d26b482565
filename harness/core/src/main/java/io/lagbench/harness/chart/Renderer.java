package io.lagbench.harness.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Draws. The same drawing gives the same bytes on a machine with the same fonts. */
public final class Renderer {
    /** Width of every drawing in pixels: text of 13 pixels can still be read when it is shown 400 wide. */
    public static final int WIDTH = 480;

    private static final int HEIGHT = 320;
    private static final int CHART_MARGINS = 90;
    private static final int CELL_HEIGHT = 36;
    private static final int HEAT_MAP_MARGINS = 90;
    private static final int BAR_HEIGHT = 40;
    private static final int BAR_MARGINS = 90;
    private static final int LEGEND_LINE = 20;
    private static final int LEGEND_KEY = 34;
    private static final double CHARACTER = 7.5;
    private static final int PNG_SCALE = 2;
    private static final String SVG = "http://www.w3.org/2000/svg";

    static {
        TextUtils.setUseDrawRotatedStringWorkaround(false); // it turns the label of a vertical axis into outlines
    }

    private Renderer() {}

    /**
     * An SVG element without XML declaration, fit to stand alone or in a page.
     *
     * @param name begins the ids in it, which may not occur twice in a page, and is its own
     * @param description for those who cannot see it
     * @throws NoFontsException if this Java cannot write text
     */
    public static String svg(Drawing drawing, String name, String description) {
        return NoFontsException.guard(() -> {
            Document document = document();
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            context.setPrecision(2);
            context.setIDGenerator(new SVGIDGenerator() {
                @Override
                public String generateID(String prefix) {
                    return name + "-" + super.generateID(prefix);
                }
            });
            SVGGraphics2D graphics = new SVGGraphics2D(context, false);
            int height = height(drawing);
            draw(drawing, graphics, height);
            Element root = graphics.getRoot();
            root.setAttribute("width", Integer.toString(WIDTH));
            root.setAttribute("height", Integer.toString(height));
            root.setAttribute("viewBox", "0 0 " + WIDTH + " " + height);
            root.setAttribute("role", "img");
            root.setAttribute("id", name);
            root.setAttribute("aria-label", description);
            withoutSharedIds(root);
            return text(root);
        });
    }

    /**
     * A PNG file, twice as many pixels wide and high as the SVG.
     *
     * @throws NoFontsException if this Java cannot write text
     */
    public static byte[] png(Drawing drawing) {
        return NoFontsException.guard(() -> {
            int height = height(drawing);
            BufferedImage image = new BufferedImage(PNG_SCALE * WIDTH, PNG_SCALE * height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.scale(PNG_SCALE, PNG_SCALE);
            draw(drawing, graphics, height);
            graphics.dispose();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        });
    }

    private static void draw(Drawing drawing, Graphics2D graphics, int height) {
        Optional<DirectLabels> labels = drawing instanceof Chart chart ? DirectLabels.of(chart) : Optional.empty();
        double beside = labels.map(DirectLabels::width).orElse(0.0);
        graphics.setPaint(Color.WHITE);
        graphics.fill(new Rectangle2D.Double(0, 0, WIDTH, height));
        JFreeChart laidOut = layOut(drawing, labels.isEmpty());
        ChartRenderingInfo drawn = new ChartRenderingInfo();
        laidOut.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH - beside, height), drawn);
        labels.ifPresent(names -> names.draw(graphics, laidOut, drawn));
    }

    private static JFreeChart layOut(Drawing drawing, boolean legend) {
        if (drawing instanceof StackedBars bars) {
            return StackedBarsPainter.layOut(bars);
        }
        return drawing instanceof Chart chart
                ? ChartPainter.layOut(chart, legend)
                : HeatMapPainter.layOut((HeatMap) drawing);
    }

    /** A long legend, or many labels, make a drawing higher, not its plot smaller. */
    private static int height(Drawing drawing) {
        if (drawing instanceof HeatMap map) {
            return HEAT_MAP_MARGINS + CELL_HEIGHT * Math.max(3, map.yNames().size());
        }
        if (drawing instanceof StackedBars bars) {
            return BAR_MARGINS + BAR_HEIGHT * bars.names().size();
        }
        Chart chart = (Chart) drawing;
        Optional<DirectLabels> labels = DirectLabels.of(chart);
        if (labels.isPresent()) {
            return Math.max(HEIGHT, CHART_MARGINS + (int) Math.ceil(labels.get().height()));
        }
        int lines = 0;
        double used = WIDTH;
        for (Series series : chart.series()) {
            double width = LEGEND_KEY + CHARACTER * Style.name(series.name()).length();
            used += width;
            if (used > WIDTH) {
                lines++;
                used = width;
            }
        }
        return HEIGHT + (chart.series().size() > 1 ? LEGEND_LINE * (lines - 1) : 0);
    }

    private static Document document() {
        try {
            DOMImplementation dom = DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation();
            return dom.createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's own parser is not there", e);
        }
    }

    /** The generator gives every drawing the same definitions element with the same id. */
    private static void withoutSharedIds(Element root) {
        NodeList definitions = root.getElementsByTagName("defs");
        for (int i = 0; i < definitions.getLength(); i++) {
            Element element = (Element) definitions.item(i);
            if (element.getAttribute("id").equals("genericDefs")) {
                element.removeAttribute("id");
            }
        }
    }

    private static String text(Element root) {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new UncheckedIOException(new IOException("a drawing cannot be written", e));
        }
    }
}
