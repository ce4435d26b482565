package io.lagbench.lstm;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Symbol numbers in place of one-hot vectors. The product of a one-hot vector with the input weights is one of their rows,
 * so rows are looked up and go to the kernel as its input, [T, B, 4H], with the identity as input weights: exact, since the
 * kernel then multiplies by ones and adds zeros. The gradient that comes back is added to the rows it came from. Arrays
 * must be on the host.
 */
final class SymbolInput implements AutoCloseable {
    /** A step without symbol: a vector of zeros. */
    private static final int NONE = -1;

    private final int width;
    private final INDArray identity;
    private final INDArray identityGradient;
    private int[] rows;

    /** @param hidden width H of the layer */
    SymbolInput(int hidden) {
        this.width = LstmWeights.GATES * hidden;
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            this.identity = Nd4j.eye(width).castTo(DataType.FLOAT);
            this.identityGradient = Nd4j.createUninitialized(DataType.FLOAT, width, width);
        }
    }

    /** Size of the kernel's input. */
    int width() {
        return width;
    }

    /** The weights that the kernel is to use. */
    LstmWeights kernelWeights(LstmWeights weights) {
        return new LstmWeights(identity, weights.recurrent(), weights.bias());
    }

    /** Where the kernel is to put its weight gradients; that of the identity is of no use. */
    LstmWeights kernelGradients(LstmWeights gradients) {
        return new LstmWeights(identityGradient, gradients.recurrent(), gradients.bias());
    }

    /**
     * Looks up the rows of a batch.
     *
     * @param symbols [batch, 1, time]
     * @param weights input weights [I, 4H]
     * @param looked receives the rows, [time, batch, 4H], contiguous
     * @throws IllegalArgumentException if a value is no symbol; the message says which
     */
    void lookUp(INDArray symbols, INDArray weights, INDArray looked) {
        rows = rows(symbols, weights.size(0));
        INDArray table = weights.dup('c');
        FloatBuffer from = table.data().asNioFloat();
        FloatBuffer to = looked.data().asNioFloat();
        float[] zeros = new float[width];
        for (int position = 0; position < rows.length; position++) {
            if (rows[position] == NONE) {
                to.put(position * width, zeros);
            } else {
                to.put(position * width, from, rows[position] * width, width);
            }
        }
    }

    private static int[] rows(INDArray symbols, long count) {
        float[] values = symbols.permute(2, 0, 1).dup('c').data().asFloat();
        int[] rows = new int[values.length];
        for (int position = 0; position < values.length; position++) {
            rows[position] = (int) values[position];
            if (rows[position] != values[position] || rows[position] < NONE || rows[position] >= count) {
                throw new IllegalArgumentException("FusedLSTM with symbol input needs whole numbers from -1 to "
                        + (count - 1) + ", not " + values[position]);
            }
        }
        return rows;
    }

    /**
     * Adds up the gradients of the rows that were looked up last.
     *
     * @param lookedGradient [time, batch, 4H], contiguous
     * @param weightGradient receives the gradient with respect to the input weights, [I, 4H]
     */
    void addUp(INDArray lookedGradient, INDArray weightGradient) {
        float[] sums = new float[Math.toIntExact(weightGradient.length())];
        float[] row = new float[width];
        FloatBuffer from = lookedGradient.data().asNioFloat();
        for (int position = 0; position < rows.length; position++) {
            if (rows[position] != NONE) {
                from.get(position * width, row);
                int start = rows[position] * width;
                for (int column = 0; column < width; column++) {
                    sums[start + column] += row[column];
                }
            }
        }
        weightGradient.assign(Nd4j.create(sums, weightGradient.shape(), 'c'));
    }

    @Override
    public void close() {
        identity.close();
        identityGradient.close();
    }
}
