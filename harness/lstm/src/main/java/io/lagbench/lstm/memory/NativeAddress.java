package io.lagbench.lstm.memory;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Native addresses of arrays. They are valid as long as the array's memory is. */
public final class NativeAddress {
    private NativeAddress() {}

    /** The first value of an array of host memory in single precision. */
    public static FloatPointer of(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }

    /** The first value of an array of host memory of type INT32. */
    public static IntPointer ofInts(INDArray array) {
        return new IntPointer(array.data().addressPointer());
    }

    /** The first byte of an array on the device; ND4J gives it as a number. */
    public static BytePointer onDevice(INDArray array) {
        return new DeviceAddress(array.data().platformAddress());
    }

    /** Whether two arrays are parts of the same memory, wherever in it they begin: ND4J gives the address of the whole. */
    public static boolean sameMemory(INDArray a, INDArray b) {
        return a.data().address() == b.data().address();
    }

    private static final class DeviceAddress extends BytePointer {
        DeviceAddress(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
