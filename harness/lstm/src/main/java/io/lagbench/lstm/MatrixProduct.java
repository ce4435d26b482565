package io.lagbench.lstm;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products of matrices in single precision and 'f' order, by oneDNN where it is there: it shares its threads with the LSTM's
 * primitives, while OpenBLAS, which ND4J calls, keeps threads of its own that go on spinning beside them.
 */
final class MatrixProduct {
    private static final boolean ONE_DNN = OneDnnLstmKernel.unavailable().isEmpty();

    private MatrixProduct() {}

    /**
     * Writes a product.
     *
     * @param transposeA whether a's transpose is the left factor
     * @param transposeB whether b's transpose is the right factor
     * @param c receives it; all three are contiguous in 'f' order
     */
    static void write(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c) {
        if (!ONE_DNN) {
            Nd4j.gemm(a, b, c, transposeA, transposeB, 1, 0);
            return;
        }
        oneDnn(
                Memory.of(a),
                a.size(0),
                transposeA,
                Memory.of(b),
                b.size(0),
                transposeB,
                Memory.of(c),
                c.size(0),
                c.size(1),
                transposeA ? a.size(0) : a.size(1),
                0);
    }

    /**
     * The same by oneDNN on bare memory.
     *
     * @param rowsA rows of a as it lies in memory
     * @param rowsB rows of b as it lies in memory
     * @param keep factor of what c holds, to which the product is added
     */
    static void oneDnn(
            FloatPointer a,
            long rowsA,
            boolean transposeA,
            FloatPointer b,
            long rowsB,
            boolean transposeB,
            FloatPointer c,
            long rows,
            long columns,
            long inner,
            float keep) {
        // oneDNN takes 'c' order: what it sees are the transposes, and (a b)' = b' a'.
        int status = dnnl_sgemm(
                (byte) (transposeB ? 'T' : 'N'),
                (byte) (transposeA ? 'T' : 'N'),
                columns,
                rows,
                inner,
                1,
                b,
                rowsB,
                a,
                rowsA,
                keep,
                c,
                rows);
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN's matrix product failed with status " + status);
        }
    }
}
