package io.lagbench.lstm.memory;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Native addresses of arrays. They are valid as long as the array's memory is. */
public final class NativeAddress {
    private NativeAddress() {}

    /**
     * The first value of an array of host memory in single precision.
     *
     * @throws IllegalArgumentException if the array is of another type: its bytes would be read as other numbers
     */
    public static FloatPointer of(INDArray array) {
        require(array, DataType.FLOAT);
        return new FloatPointer(array.data().addressPointer());
    }

    /**
     * The first value of an array of host memory of type INT32.
     *
     * @throws IllegalArgumentException if the array is of another type
     */
    public static IntPointer ofInts(INDArray array) {
        require(array, DataType.INT32);
        return new IntPointer(array.data().addressPointer());
    }

    /**
     * The first value of an array of host memory in double precision.
     *
     * @throws IllegalArgumentException if the array is of another type
     */
    public static DoublePointer ofDoubles(INDArray array) {
        require(array, DataType.DOUBLE);
        return new DoublePointer(array.data().addressPointer());
    }

    /**
     * The first byte of an array on the device in single precision; ND4J gives it as a number.
     *
     * @throws IllegalArgumentException if the array is of another type
     */
    public static BytePointer onDevice(INDArray array) {
        require(array, DataType.FLOAT);
        return new DeviceAddress(array.data().platformAddress());
    }

    /** A copy of the values of an array of host memory in single precision, in 'f' order. */
    public static float[] valuesInF(INDArray array) {
        return values(ArrayLayout.inF(array));
    }

    /** The same in 'c' order. */
    public static float[] valuesInC(INDArray array) {
        return values(ArrayLayout.inC(array));
    }

    private static float[] values(INDArray contiguous) {
        float[] values = new float[Math.toIntExact(contiguous.length())];
        of(contiguous).get(values);
        return values;
    }

    /** The values of a contiguous array of host memory in single precision, where they lie. */
    public static FloatBuffer buffer(INDArray contiguous) {
        return of(contiguous).capacity(contiguous.length()).asBuffer();
    }

    /** Whether two arrays are parts of the same memory, wherever in it they begin: ND4J gives the address of the whole. */
    public static boolean sameMemory(INDArray a, INDArray b) {
        return a.data().address() == b.data().address();
    }

    private static void require(INDArray array, DataType type) {
        if (array.dataType() != type) {
            throw new IllegalArgumentException("an array of type " + array.dataType() + " cannot be read as " + type);
        }
    }

    private static final class DeviceAddress extends BytePointer {
        DeviceAddress(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
