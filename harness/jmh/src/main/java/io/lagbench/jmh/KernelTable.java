package io.lagbench.jmh;

import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import io.lagbench.lstm.simd.SimdLstmKernel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Kernels side by side, forward and backward, in turns in one process on one thread: microseconds a
 * step, and the share of what the core can multiply and add. The input is one of eight symbols: oneDNN gets one-hot vectors, the
 * kernel in Java numbers. Gradients reach the outputs of every step, or of the last one alone, from where they decay
 * (weights as DL4J draws them) or do not (gate biases for long lags).
 *
 * <p>Usage: {@code KernelTable [SHAPE[:ROUNDS]]...}.
 */
public final class KernelTable {
    private static final List<String> SHAPES = List.of(
            "1x1000x20:20",
            "16x1000x20:10",
            "32x1000x20:10",
            "16x10000x20:5",
            "32x10000x20:5",
            "32x1000x64:5",
            "32x1000x128:5");
    private static final int SYMBOLS = 8;
    private static final long WARMUP_NANOS = 2_000_000_000;

    private KernelTable() {}

    /** From where gradients come, and what becomes of them. */
    private enum Loss {
        EVERY_STEP("every step"),
        LAST_STEP("last step, decaying"),
        LAST_STEP_KEPT("last step, not decaying");

        private final String text;

        Loss(String text) {
            this.text = text;
        }
    }

    /** @param arguments shapes */
    public static void main(String[] arguments) {
        double peak = SimdLstmKernel.peakOperationsPerSecond();
        System.out.printf(
                Locale.ROOT,
                "one core does %.0f products and sums in a nanosecond at most; medians of interleaved rounds, us a step%n%n",
                peak / 1e9);
        System.out.println("| batch x steps x hidden | loss | onednn, denormals kept | onednn | simd | simd is"
                + " | share of peak, onednn | simd |");
        System.out.println("|:--|:--|" + "--:|".repeat(6));
        print(arguments.length == 0 ? SHAPES : List.of(arguments), WARMUP_NANOS, peak);
    }

    /** Prints three lines for each shape, whose candidates are warmed up for so long each, and twice at least. */
    static void print(List<String> shapes, long warmUpNanos, double peak) {
        for (String shape : shapes) {
            String[] parts = shape.split(":");
            int rounds = parts.length > 1 ? Integer.parseInt(parts[1]) : 5;
            for (Loss loss : Loss.values()) {
                line(Shape.parse(parts[0]), loss, rounds, warmUpNanos, peak);
            }
        }
    }

    private static void line(Shape shape, Loss loss, int rounds, long warmUpNanos, double peak) {
        try (LstmKernel kept = new OneDnnLstmKernel(false);
                LstmKernel flushed = new OneDnnLstmKernel();
                SymbolLstmKernel simd = (SymbolLstmKernel) KernelKind.SIMD.create()) {
            Arrays arrays = new Arrays(shape, loss);
            List<Candidate> candidates = List.of(
                    new Candidate(() -> arrays.run(kept), rounds),
                    new Candidate(() -> arrays.run(flushed), rounds),
                    new Candidate(() -> arrays.run(simd), rounds));
            candidates.forEach(candidate -> candidate.warmUp(warmUpNanos));
            for (int round = 0; round < rounds; round++) {
                int number = round;
                candidates.forEach(candidate -> candidate.run(number));
            }
            List<Double> micros = new ArrayList<>();
            candidates.forEach(candidate -> micros.add(candidate.median() * 1e3 / shape.timeSteps()));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.2f | %.2f | 1/%.1f | %.0f %% | %.0f %% |%n",
                    shape,
                    loss.text,
                    micros.get(0),
                    micros.get(1),
                    micros.get(2),
                    micros.get(1) / micros.get(2),
                    100 * operations(shape) / (micros.get(1) / 1e6) / peak,
                    100 * operations(shape) / (micros.get(2) / 1e6) / peak);
        }
    }

    /**
     * Operations of a step that cannot be left out: products of weights with input, output and one, of gradients with the
     * recurrent weights, and of gradients with input, output and one.
     */
    private static double operations(Shape shape) {
        double gates = 4.0 * shape.hidden();
        double row = SYMBOLS + shape.hidden() + 1;
        return 2 * shape.batch() * gates * (2 * row + shape.hidden());
    }

    /** What kernels get. */
    private static final class Arrays {
        private final boolean lastOnly;
        private final LstmWeights weights;
        private final LstmWeights gradients;
        private final LstmInput.Symbols symbols;
        private final INDArray vectors;
        private final INDArray vectorGradient;
        private final INDArray outputs;
        private final INDArray outputGradient;
        private final INDArray last;
        private final INDArray lastGradient;

        Arrays(Shape shape, Loss loss) {
            int hidden = shape.hidden();
            int gates = 4 * hidden;
            int steps = shape.timeSteps();
            int batch = shape.batch();
            double scale = Math.sqrt(2.0 / (2 * hidden + SYMBOLS));
            lastOnly = loss != Loss.EVERY_STEP;
            weights = new LstmWeights(
                    normal(scale, SYMBOLS, gates), normal(scale, hidden, gates), Nd4j.zeros(DataType.FLOAT, 1, gates));
            for (int unit = 0; loss == Loss.LAST_STEP_KEPT && unit < hidden; unit++) {
                double bias = Math.log(1 + (unit + 0.5) / hidden * (steps - 2));
                weights.bias().putScalar(hidden + unit, bias);
                weights.bias().putScalar(3 * hidden + unit, -bias);
            }
            gradients = new LstmWeights(
                    weights.input().dup('f'),
                    weights.recurrent().dup('f'),
                    weights.bias().dup('f'));
            int[] numbers = new Random(1).ints((long) steps * batch, 0, SYMBOLS).toArray();
            symbols = new LstmInput.Symbols(steps, batch, numbers);
            vectors = Nd4j.create(DataType.FLOAT, new long[] {steps, batch, SYMBOLS}, 'c');
            FloatBuffer oneHot = vectors.data().asNioFloat();
            for (int place = 0; place < numbers.length; place++) {
                oneHot.put(place * SYMBOLS + numbers[place], 1);
            }
            vectorGradient = vectors.dup('c');
            outputs = Nd4j.create(DataType.FLOAT, new long[] {steps, batch, hidden}, 'c');
            last = Nd4j.create(DataType.FLOAT, new long[] {batch, hidden}, 'c');
            lastGradient = normal(1, batch, hidden).dup('c');
            outputGradient = lastOnly
                    ? outputs.dup('c')
                    : normal(1, (long) steps * batch, hidden).dup('c').reshape('c', steps, batch, hidden);
            outputGradient.slice(steps - 1).assign(lastGradient);
        }

        private static INDArray normal(double deviation, long rows, long columns) {
            return Nd4j.randn(DataType.FLOAT, rows, columns).muli(deviation).dup('f');
        }

        void run(LstmKernel kernel) {
            kernel.backward(
                    weights,
                    kernel.forward(weights, vectors, null, outputs, true),
                    outputGradient,
                    vectorGradient,
                    gradients);
        }

        void run(SymbolLstmKernel kernel) {
            INDArray output = lastOnly ? last : outputs;
            kernel.backward(
                    weights,
                    kernel.forward(weights, symbols, null, output, true),
                    lastOnly ? lastGradient : outputGradient,
                    null,
                    gradients);
        }
    }
}
