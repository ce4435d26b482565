package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads numbers of symbols from arrays in host memory: as they are from INT32, else checked to be whole. */
final class SymbolNumbers {
    /** No symbol. */
    static final int NONE = LstmInput.Symbols.NONE;

    private SymbolNumbers() {}

    /**
     * The numbers of an array, in the order of its indices with the first one fastest.
     *
     * @param reader who reads them, for the message
     * @param count number of symbols
     * @throws IllegalArgumentException if a value is neither {@link #NONE} nor a whole number below {@code count}
     */
    static int[] read(String reader, INDArray array, long count) {
        int[] numbers = new int[Math.toIntExact(array.length())];
        if (array.dataType() == DataType.INT32) {
            NativeAddress.ofInts(ArrayLayout.inF(array)).get(numbers);
            for (int number : numbers) {
                if (number < NONE || number >= count) {
                    throw noSymbol(reader, count, number);
                }
            }
        } else {
            double[] values = new double[numbers.length]; // every whole number of every type is one
            NativeAddress.ofDoubles(ArrayLayout.inF(array.castTo(DataType.DOUBLE)))
                    .get(values);
            for (int i = 0; i < values.length; i++) {
                numbers[i] = (int) values[i];
                if (numbers[i] != values[i] || numbers[i] < NONE || numbers[i] >= count) {
                    throw noSymbol(reader, count, values[i]);
                }
            }
        }
        return numbers;
    }

    private static IllegalArgumentException noSymbol(String reader, long count, Number value) {
        return new IllegalArgumentException(
                reader + " needs whole numbers from -1 to " + (count - 1) + ", not " + value);
    }
}
