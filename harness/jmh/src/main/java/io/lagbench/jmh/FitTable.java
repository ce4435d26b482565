package io.lagbench.jmh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole fits side by side: stock, fused on either kernel, a dense layer in place of the LSTM, and oneDNN's two LSTM primitives alone. Where
 * JMH gives every benchmark a process and a time of its own, here the candidates take turns in one process, so that a slower
 * minute of the machine slows all of them; the ratios of medians are what to read.
 *
 * <p>Usage: {@code FitTable [SHAPE[:ROUNDS]]...}; without arguments those of the project's tables.
 */
public final class FitTable {
    private static final List<String> SHAPES = List.of(
            "1x4x20:500",
            "1x1000x20:20",
            "32x1000x20:10",
            "32x1000x64:6",
            "32x1000x128:6",
            "128x100x256:6",
            "16x10000x20:3",
            "1x1000x20/last:20",
            "16x1000x20/last:10",
            "32x1000x20/last:10",
            "16x10000x20/last:5",
            "32x10000x20/last:5",
            "32x1000x64/last:6");
    private static final List<String> COLUMNS =
            List.of("stock", "fused_lstm", "fused", "simd", "dense", "dense_fused_output", "bare");
    private static final long WARMUP_NANOS = 1_000_000_000;

    private FitTable() {}

    /** @param arguments shapes */
    public static void main(String[] arguments) {
        System.out.printf(
                Locale.ROOT,
                "%s, OMP_NUM_THREADS=%s OMP_WAIT_POLICY=%s; medians in ms of interleaved rounds [quartiles]%n%n",
                Nd4j.getBackend().buildInfo().replaceAll("\\s+", " ").strip(),
                System.getenv("OMP_NUM_THREADS"),
                System.getenv("OMP_WAIT_POLICY"));
        System.out.println("| shape | " + String.join(" | ", COLUMNS)
                + " | fused / stock | simd / fused | fused / dense_fused_output | fused / bare |");
        System.out.println("|:--|" + "--:|".repeat(COLUMNS.size() + 4));
        print(arguments.length == 0 ? SHAPES : List.of(arguments), WARMUP_NANOS);
    }

    /** Prints a line for each shape, whose candidates are warmed up for so long each, and twice at least. */
    static void print(List<String> shapes, long warmUpNanos) {
        for (String shape : shapes) {
            String[] parts = shape.split(":");
            line(Shape.parse(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 10, warmUpNanos);
        }
    }

    private static void line(Shape shape, int rounds, long warmUpNanos) {
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        List<AutoCloseable> open = new ArrayList<>();
        boolean slow = (double) shape.batch() * shape.timeSteps() > 100_000; // half a minute a stock fit
        for (TrainingStep.Kind kind : TrainingStep.Kind.values()) {
            if (kind.has(shape) && !(slow && kind == TrainingStep.Kind.STOCK)) {
                TrainingStep step = new TrainingStep(kind, shape);
                open.add(step);
                candidates.put(kind.name().toLowerCase(Locale.ROOT), new Candidate(step::fit, rounds));
            }
        }
        KernelBenchmark.Bare bare = new KernelBenchmark.Bare();
        bare.open(new KernelBenchmark.Arrays(shape));
        open.add(bare::close);
        if (!shape.lastOnly()) {
            candidates.put("bare", new Candidate(bare::run, rounds));
        }
        candidates.values().forEach(candidate -> candidate.warmUp(warmUpNanos));
        for (int round = 0; round < rounds; round++) {
            int number = round;
            candidates.values().forEach(candidate -> candidate.run(number));
        }
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %-11s |", shape));
        for (String column : COLUMNS) {
            Candidate candidate = candidates.get(column);
            line.append(
                    candidate == null
                            ? " |"
                            : String.format(
                                    Locale.ROOT,
                                    " %.3f [%.3f, %.3f] |",
                                    candidate.quantile(0.5),
                                    candidate.quantile(0.25),
                                    candidate.quantile(0.75)));
        }
        line.append(ratio(candidates, "stock", "fused"));
        line.append(ratio(candidates, "fused", "simd"));
        for (String column : List.of("dense_fused_output", "bare")) {
            Candidate other = candidates.get(column);
            line.append(
                    other == null
                            ? " |"
                            : String.format(
                                    Locale.ROOT,
                                    " %.2f |",
                                    candidates.get("fused").median() / other.median()));
        }
        System.out.println(line);
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String ratio(Map<String, Candidate> candidates, String slow, String fast) {
        Candidate slower = candidates.get(slow);
        return slower == null
                ? " |"
                : String.format(
                        Locale.ROOT,
                        " 1/%.1f |",
                        slower.median() / candidates.get(fast).median());
    }
}
