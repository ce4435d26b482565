package io.lagbench.jmh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole fits side by side: stock, fused on either kernel, a dense layer in place of the LSTM, and oneDNN's two LSTM primitives alone. Where
 * JMH gives every benchmark a process and a time of its own, here the candidates take turns in one process, so that a slower
 * minute of the machine slows all of them; the ratios of medians are what to read.
 *
 * <p>Usage: {@code FitTable [--only COLUMN,...] [SHAPE[:ROUNDS]]...}; without shapes those of the project's tables. Columns of a
 * GPU are there where a GPU is.
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
    private static final String BARE = "bare";
    private static final List<Ratio> RATIOS = List.of(
            new Ratio("fused", "stock"),
            new Ratio("simd", "fused"),
            new Ratio("cudnn", "fused"),
            new Ratio("fused", "dense_fused_output"),
            new Ratio("fused", BARE));
    private static final long WARMUP_NANOS = 4_000_000_000L;

    /** One column over another. */
    private record Ratio(String above, String below) {

        String of(Map<String, Candidate> candidates) {
            Candidate numerator = candidates.get(above);
            Candidate denominator = candidates.get(below);
            if (numerator == null || denominator == null) {
                return " |";
            }
            double ratio = numerator.median() / denominator.median();
            return String.format(Locale.ROOT, ratio < 1 ? " 1/%.1f |" : " %.2f |", ratio < 1 ? 1 / ratio : ratio);
        }

        @Override
        public String toString() {
            return above + " / " + below;
        }
    }

    private FitTable() {}

    /** @param arguments columns and shapes */
    public static void main(String[] arguments) {
        List<String> shapes = new ArrayList<>(List.of(arguments));
        List<String> columns = Stream.concat(
                        Stream.of(TrainingStep.Kind.values())
                                .filter(TrainingStep.Kind::runs)
                                .map(FitTable::column),
                        Stream.of(BARE))
                .toList();
        if (!shapes.isEmpty() && shapes.get(0).equals("--only")) {
            List<String> only = List.of((shapes.size() > 1 ? shapes.get(1) : "").split(","));
            if (!columns.containsAll(only)) {
                throw new IllegalArgumentException("--only takes columns that run here: " + columns);
            }
            columns = only;
            shapes.subList(0, 2).clear();
        }
        System.out.printf(
                Locale.ROOT,
                "%s, OMP_NUM_THREADS=%s OMP_WAIT_POLICY=%s; medians in ms of interleaved rounds [quartiles]%n%n",
                Nd4j.getBackend().buildInfo().replaceAll("\\s+", " ").strip(),
                System.getenv("OMP_NUM_THREADS"),
                System.getenv("OMP_WAIT_POLICY"));
        print(columns, shapes.isEmpty() ? SHAPES : shapes, WARMUP_NANOS);
    }

    /** Prints a line for each shape, whose candidates are warmed up for so long each, and twice at least. */
    static void print(List<String> columns, List<String> shapes, long warmUpNanos) {
        List<Ratio> ratios = RATIOS.stream()
                .filter(ratio -> columns.containsAll(List.of(ratio.above, ratio.below)))
                .toList();
        System.out.println("| shape | " + String.join(" | ", columns) + " |"
                + ratios.stream().map(ratio -> " " + ratio + " |").collect(Collectors.joining()));
        System.out.println("|:--|" + "--:|".repeat(columns.size() + ratios.size()));
        for (String shape : shapes) {
            String[] parts = shape.split(":");
            int rounds = parts.length > 1 ? Integer.parseInt(parts[1]) : 10;
            line(columns, ratios, Shape.parse(parts[0]), rounds, warmUpNanos);
        }
    }

    private static String column(TrainingStep.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static void line(List<String> columns, List<Ratio> ratios, Shape shape, int rounds, long warmUpNanos) {
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        List<AutoCloseable> open = new ArrayList<>();
        boolean slow = (double) shape.batch() * shape.timeSteps() > 100_000; // half a minute a stock fit
        for (TrainingStep.Kind kind : TrainingStep.Kind.values()) {
            if (columns.contains(column(kind)) && kind.has(shape) && !(slow && kind == TrainingStep.Kind.STOCK)) {
                TrainingStep step = new TrainingStep(kind, shape);
                open.add(step);
                candidates.put(column(kind), new Candidate(step::fit, rounds));
            }
        }
        if (columns.contains(BARE) && !shape.lastOnly()) {
            KernelBenchmark.Bare bare = new KernelBenchmark.Bare();
            bare.open(new KernelBenchmark.Arrays(shape));
            open.add(bare::close);
            candidates.put(BARE, new Candidate(bare::run, rounds));
        }
        candidates.values().forEach(candidate -> candidate.warmUp(warmUpNanos));
        for (int round = 0; round < rounds; round++) {
            int number = round;
            candidates.values().forEach(candidate -> candidate.run(number));
        }
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %-11s |", shape));
        for (String column : columns) {
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
        for (Ratio ratio : ratios) {
            line.append(ratio.of(candidates));
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
}
