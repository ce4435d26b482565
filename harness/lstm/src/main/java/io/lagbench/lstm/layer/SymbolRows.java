package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmWeights;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Symbols for a kernel that takes vectors: the product of a one-hot vector with the input weights is one of their rows, so rows are
 * looked up and go to the kernel as its input, [T, B, 4H], with the identity as input weights: exact, since the kernel then
 * multiplies by ones and adds zeros. The gradient that comes back is added to the rows it came from. Arrays must be on the host.
 */
final class SymbolRows implements AutoCloseable {
    private final int width;
    private final INDArray identity;
    private final INDArray identityGradient;
    private final INDArray table;
    private float[] sums;

    /**
     * @param symbols number of symbols I
     * @param hidden width of the layer H
     */
    SymbolRows(int symbols, int hidden) {
        width = width(hidden);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            identity = Nd4j.create(DataType.FLOAT, new long[] {width, width}, 'f');
            for (int i = 0; i < width; i++) {
                identity.putScalar(i, i, 1);
            }
            identityGradient = Nd4j.createUninitialized(DataType.FLOAT, new long[] {width, width}, 'f');
            table = Nd4j.createUninitialized(DataType.FLOAT, symbols, width);
        }
    }

    /** Width of the rows, 4H. */
    static int width(int hidden) {
        return LstmWeights.GATES * hidden;
    }

    /** Looks rows up in these input weights from now on, [I, 4H]. */
    void read(INDArray inputWeights) {
        table.assign(inputWeights); // DL4J's rows are not contiguous
    }

    /** The weights that the kernel gets. */
    LstmWeights weights(LstmWeights given) {
        return new LstmWeights(identity, given.recurrent(), given.bias());
    }

    /** Where the kernel writes gradients; that of the input weights is added up from now on, see {@link #add}. */
    LstmWeights gradients(LstmWeights given) {
        sums = new float[Math.toIntExact(table.length())];
        return new LstmWeights(identityGradient, given.recurrent(), given.bias());
    }

    /**
     * Looks rows up.
     *
     * @param looked receives the rows, [time, batch, 4H], contiguous
     */
    void lookUp(LstmInput.Symbols symbols, INDArray looked) {
        int[] numbers = symbols.numbers();
        FloatBuffer from = table.data().asNioFloat();
        FloatBuffer to = looked.data().asNioFloat();
        float[] zeros = new float[width];
        for (int position = 0; position < numbers.length; position++) {
            int number = numbers[position];
            if (number == LstmInput.Symbols.NONE) {
                to.put(position * width, zeros);
            } else {
                to.put(position * width, from, number * width, width);
            }
        }
    }

    /**
     * Adds gradients of rows.
     *
     * @param lookedGradient [time, batch, 4H], contiguous
     */
    void add(LstmInput.Symbols symbols, INDArray lookedGradient) {
        int[] numbers = symbols.numbers();
        float[] row = new float[width];
        FloatBuffer from = lookedGradient.data().asNioFloat();
        for (int position = 0; position < numbers.length; position++) {
            int number = numbers[position];
            if (number != LstmInput.Symbols.NONE) {
                from.get(position * width, row);
                int at = number * width;
                for (int column = 0; column < width; column++) {
                    sums[at + column] += row[column];
                }
            }
        }
    }

    /** Writes what was added up. */
    void writeTo(INDArray inputWeightGradient) {
        table.data().asNioFloat().put(0, sums);
        inputWeightGradient.assign(table);
    }

    @Override
    public void close() {
        identity.close();
        identityGradient.close();
        table.close();
    }
}
