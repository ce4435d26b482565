package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmWeights;
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
    private final int width;
    private final INDArray identity;
    private final INDArray identityGradient;
    private final INDArray table;
    private int[] rows;

    /**
     * @param symbols number of symbols I
     * @param hidden width H of the layer
     */
    SymbolInput(long symbols, long hidden) {
        this.width = Math.toIntExact(LstmWeights.GATES * hidden);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            this.identity = Nd4j.zeros(DataType.FLOAT, width, width);
            for (int i = 0; i < width; i++) {
                identity.putScalar(i, i, 1);
            }
            this.identityGradient = Nd4j.createUninitialized(DataType.FLOAT, width, width);
            this.table = Nd4j.createUninitialized(DataType.FLOAT, symbols, width);
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
        rows = SymbolNumbers.read("FusedLSTM with symbol input", symbols, weights.size(0));
        table.assign(weights); // DL4J's rows are not contiguous
        FloatBuffer from = table.data().asNioFloat();
        FloatBuffer to = looked.data().asNioFloat();
        float[] zeros = new float[width];
        for (int position = 0; position < rows.length; position++) {
            if (rows[position] == SymbolNumbers.NONE) {
                to.put(position * width, zeros);
            } else {
                to.put(position * width, from, rows[position] * width, width);
            }
        }
    }

    /**
     * Adds up the gradients of the rows that were looked up last.
     *
     * @param lookedGradient [time, batch, 4H], contiguous
     * @param weightGradient receives the gradient with respect to the input weights, [I, 4H]
     */
    void addUp(INDArray lookedGradient, INDArray weightGradient) {
        float[] sums = new float[Math.toIntExact(table.length())];
        float[] row = new float[width];
        FloatBuffer from = lookedGradient.data().asNioFloat();
        for (int position = 0; position < rows.length; position++) {
            if (rows[position] != SymbolNumbers.NONE) {
                from.get(position * width, row);
                int start = rows[position] * width;
                for (int column = 0; column < width; column++) {
                    sums[start + column] += row[column];
                }
            }
        }
        table.data().asNioFloat().put(0, sums);
        weightGradient.assign(table);
    }

    @Override
    public void close() {
        identity.close();
        identityGradient.close();
        table.close();
    }
}
