package io.lagbench.lstm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NativeAddressTest {

    @BeforeAll
    static void requireArraysOnTheHost() {
        assumeThat(Nd4jBackend.problem()).isEmpty();
        assumeThat(Nd4jBackend.onDevice()).isFalse();
    }

    private static INDArray zeroToNine() {
        return Nd4j.arange(10).castTo(DataType.FLOAT);
    }

    @Test
    void ofAnArrayIsWhereItsFirstValueLies() {
        FloatPointer address = NativeAddress.of(zeroToNine());
        assertThat(address.get(0)).isEqualTo(0);
        assertThat(address.get(9)).isEqualTo(9);
    }

    @Test
    void ofAViewIsWhereTheViewBegins() {
        INDArray array = zeroToNine();
        INDArray view = array.get(NDArrayIndex.interval(3, 7));
        assertThat(NativeAddress.of(view).get(0)).isEqualTo(3);
        assertThat(NativeAddress.of(view).address())
                .isEqualTo(NativeAddress.of(array).address() + 3 * Float.BYTES);
    }

    @Test
    void whatIsWrittenThereIsInTheArray() {
        INDArray array = zeroToNine();
        NativeAddress.of(array.get(NDArrayIndex.interval(3, 7))).put(1, 50);
        assertThat(array.getFloat(4)).isEqualTo(50);
    }

    @Test
    void viewsShareTheMemoryOfTheirArrayAndCopiesDoNot() {
        INDArray array = zeroToNine();
        INDArray view = array.get(NDArrayIndex.interval(3, 7));
        assertThat(NativeAddress.sameMemory(view, array)).isTrue();
        assertThat(NativeAddress.sameMemory(view, view.dup())).isFalse();
    }

    @Test
    void arraysOfAnotherTypeAreNotRead() {
        INDArray doubles = zeroToNine().castTo(DataType.DOUBLE);
        assertThatThrownBy(() -> NativeAddress.of(doubles))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an array of type DOUBLE cannot be read as FLOAT");
        assertThatThrownBy(() -> NativeAddress.ofInts(doubles)).hasMessageContaining("as INT");
        assertThatThrownBy(() -> NativeAddress.ofDoubles(zeroToNine())).hasMessageContaining("as DOUBLE");
    }
}
