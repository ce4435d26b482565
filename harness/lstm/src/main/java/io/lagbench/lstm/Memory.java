package io.lagbench.lstm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory of arrays on the host. */
final class Memory {
    private Memory() {}

    /** That of a contiguous array in single precision, from its first value on. */
    static FloatPointer of(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }
}
