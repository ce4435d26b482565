package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of matrices in single precision and 'f' order. */
@FunctionalInterface
public interface MatrixProduct {

    /**
     * Writes a product.
     *
     * @param transposeA whether a's transpose is the left factor
     * @param transposeB whether b's transpose is the right factor
     * @param c receives it; all three are contiguous in 'f' order
     */
    void write(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c);

    /** ND4J's own. */
    static MatrixProduct ofNd4j() {
        return (a, transposeA, b, transposeB, c) -> Nd4j.gemm(a, b, c, transposeA, transposeB, 1, 0);
    }
}
