package io.lagbench.lstm;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a call of the oneDNN kernel costs beyond its two primitives: forward and backward of the kernel, and the same
 * primitives on the same memory, interleaved. Prints medians; run by ci/kernel-speed.sh.
 */
@Tag("benchmark")
class KernelBenchmark {

    @BeforeAll
    static void theKernelIsThere() {
        TestedKernel.isRequired();
        assumeThat(TestedKernel.KIND).isEqualTo(KernelKind.ONEDNN);
        System.out.printf("%s, OMP_NUM_THREADS=%s, medians%n", description(), System.getenv("OMP_NUM_THREADS"));
    }

    private static String description() {
        try (LstmKernel kernel = new OneDnnLstmKernel()) {
            return kernel.description();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 20, 3000", "1, 1000, 20, 300", "32, 1000, 128, 20", "128, 100, 256, 20"})
    void againstBarePrimitives(int batch, int steps, int hidden, int runs) {
        LstmCase given = new LstmCase(1, new LstmShape(steps, batch, 10, hidden), DataType.FLOAT, false);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {steps, batch, hidden}, 'c');
        INDArray inputGradient = Nd4j.create(DataType.FLOAT, given.input.shape(), 'c');
        LstmWeights gradients = new LstmWeights(
                given.weights.input().dup('f'),
                given.weights.recurrent().dup('f'),
                given.weights.bias().dup());
        long[] kernelNanos = new long[runs];
        long[] bareNanos = new long[runs];
        try (OneDnnLstmKernel kernel = new OneDnnLstmKernel()) {
            for (int i = -runs / 4 - 1; i < runs; i++) { // the first quarter warms up
                long start = System.nanoTime();
                LstmKernel.Pass pass = kernel.forward(given.weights, given.input, null, output, true);
                kernel.backward(given.weights, pass, given.outputGradient, inputGradient, gradients);
                long between = System.nanoTime();
                kernel.repeatPrimitives(pass);
                long end = System.nanoTime();
                if (i >= 0) {
                    kernelNanos[i] = between - start;
                    bareNanos[i] = end - between;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%4d x %4d x %3d (input 10): kernel %10.3f ms, bare primitives %10.3f ms, ratio %.3f over %d runs%n",
                batch,
                steps,
                hidden,
                median(kernelNanos) / 1e6,
                median(bareNanos) / 1e6,
                median(kernelNanos) / median(bareNanos),
                runs);
    }

    private static double median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    }
}
