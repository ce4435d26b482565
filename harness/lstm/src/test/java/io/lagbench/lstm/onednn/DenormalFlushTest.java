package io.lagbench.lstm.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.memory.NativeAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DenormalFlushTest {
    private static final int SIZE = 64;

    @BeforeAll
    static void requireOneDnn() {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
    }

    /** 1e-30 times 1e-12, once a sum: a denormal. */
    private static INDArray product(boolean flushed) {
        INDArray a = Nd4j.eye(SIZE).castTo(DataType.FLOAT).mul(1e-30).dup('f');
        INDArray b = Nd4j.eye(SIZE).castTo(DataType.FLOAT).mul(1e-12).dup('f');
        INDArray c = Nd4j.createUninitialized(DataType.FLOAT, new long[] {SIZE, SIZE}, 'f');
        if (flushed) {
            new OneDnnMatrixProduct().write(a, false, b, false, c);
        } else {
            OneDnnMatrixProduct.write(
                    NativeAddress.of(a),
                    SIZE,
                    false,
                    NativeAddress.of(b),
                    SIZE,
                    false,
                    NativeAddress.of(c),
                    SIZE,
                    SIZE,
                    SIZE,
                    0);
        }
        return c;
    }

    @Test
    void productsOfTheLayersAreFlushedAndTheThreadIsLeftAsItWas() {
        assumeThat(DenormalFlush.works()).isTrue();
        assertThat(largest(false)).isPositive().isLessThan(Float.MIN_NORMAL);
        assertThat(largest(true)).isZero();
        assertThat(largest(false)).isPositive();
        float quotient = Float.MIN_NORMAL / SIZE;
        assertThat(quotient).isPositive();
    }

    private static float largest(boolean flushed) {
        float largest = 0;
        for (float value : product(flushed).dup('c').data().asFloat()) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    @Test
    void onLinuxItWorks() {
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .isIn("Linux amd64", "Linux aarch64");
        assertThat(DenormalFlush.works()).isTrue();
        assertThat(new OneDnnLstmKernel().flushesDenormals()).isTrue();
    }
}
