package io.lagbench.lstm.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.MatrixProduct;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products of matrices by oneDNN: it shares its threads with the LSTM's primitives, while OpenBLAS, which ND4J calls, keeps
 * threads of its own that go on spinning beside them. Denormals are flushed. Used by one thread at a time.
 */
final class OneDnnMatrixProduct implements MatrixProduct {
    private final DenormalFlush denormals = new DenormalFlush(true);

    @Override
    public void write(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c) {
        long inner = transposeA ? a.size(0) : a.size(1);
        LstmShape.require("the product", c, transposeA ? a.size(1) : a.size(0), transposeB ? b.size(0) : b.size(1));
        LstmShape.require("the right factor", b, transposeB ? b.size(0) : inner, transposeB ? inner : b.size(1));
        ArrayLayout.requireF("the left factor", a);
        ArrayLayout.requireF("the right factor", b);
        ArrayLayout.requireF("the product", c);
        try (DenormalFlush flush = denormals.begin()) {
            write(
                    NativeAddress.of(a),
                    a.size(0),
                    transposeA,
                    NativeAddress.of(b),
                    b.size(0),
                    transposeB,
                    NativeAddress.of(c),
                    c.size(0),
                    c.size(1),
                    inner,
                    0);
        }
    }

    /**
     * The same on bare memory.
     *
     * @param rowsA rows of a as it lies in memory
     * @param rowsB rows of b as it lies in memory
     * @param keep factor of what c holds, to which the product is added
     */
    static void write(
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
