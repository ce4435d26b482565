package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a kernel needs around it that takes vectors and gives the outputs of all steps. Symbols: the product of a one-hot vector
 * with the input weights is one of their rows, so rows are looked up and go to the kernel as its input, [T, B, 4H], with the
 * identity as input weights: exact, since the kernel then multiplies by ones and adds zeros. The gradient that comes back is
 * added to the rows it came from. Arrays must then be on the host.
 */
final class LookupKernel implements SymbolLstmKernel {
    private final LstmKernel kernel;
    private final TimeMajorBuffers buffers = new TimeMajorBuffers();
    private INDArray identity;
    private INDArray identityGradient;
    private INDArray table;

    private LookupKernel(LstmKernel kernel) {
        this.kernel = kernel;
    }

    /** The kernel itself if it can do it all. */
    static SymbolLstmKernel around(LstmKernel kernel) {
        return kernel instanceof SymbolLstmKernel able ? able : new LookupKernel(kernel);
    }

    @Override
    public String description() {
        return kernel.description();
    }

    @Override
    public boolean flushesDenormals() {
        return kernel.flushesDenormals();
    }

    /**
     * A pass of the kernel.
     *
     * @param input as it was given
     */
    private record LookupPass(LstmShape shape, Pass pass, LstmInput input) implements Pass {
        @Override
        public LstmState lastState() {
            return pass.lastState();
        }
    }

    @Override
    public Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training) {
        LstmShape shape = LstmShape.of(weights, input);
        INDArray vectors;
        LstmWeights used = weights;
        if (input instanceof LstmInput.Symbols symbols) {
            shape = new LstmShape(shape.timeSteps(), shape.batch(), LstmWeights.GATES * shape.hidden(), shape.hidden());
            prepare(weights.input().size(0), shape.input());
            buffers.reshape(shape);
            vectors = buffers.input();
            lookUp(symbols.numbers(), weights.input(), vectors);
            used = new LstmWeights(identity, weights.recurrent(), weights.bias());
        } else {
            buffers.reshape(shape);
            vectors = ((LstmInput.Vectors) input).values();
        }
        boolean lastOnly = output.rank() == 2;
        // In training the kernel needs its output again, and Bidirectional changes that of its layer in place.
        INDArray all = lastOnly || training ? buffers.output() : output;
        Pass pass = kernel.forward(used, vectors, state, all, training);
        if (all != output) {
            output.assign(lastOnly ? lastStep(all) : all);
        }
        return new LookupPass(shape, pass, input);
    }

    private static INDArray lastStep(INDArray timeMajor) {
        return timeMajor.get(NDArrayIndex.point(timeMajor.size(0) - 1), NDArrayIndex.all(), NDArrayIndex.all());
    }

    @Override
    public void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients) {
        LookupPass latest = (LookupPass) pass;
        buffers.reshape(latest.shape);
        INDArray all = outputGradient;
        if (outputGradient.rank() == 2) {
            all = buffers.outputGradient().assign(0);
            lastStep(all).assign(outputGradient);
        }
        INDArray below = inputGradient == null ? buffers.inputGradient() : inputGradient;
        if (latest.input instanceof LstmInput.Symbols symbols) {
            kernel.backward(
                    new LstmWeights(identity, weights.recurrent(), weights.bias()),
                    latest.pass,
                    all,
                    below,
                    new LstmWeights(identityGradient, weightGradients.recurrent(), weightGradients.bias()));
            addUp(symbols.numbers(), below, weightGradients.input());
        } else {
            kernel.backward(weights, latest.pass, all, below, weightGradients);
        }
    }

    /**
     * Makes what symbols need, once.
     *
     * @param symbols number of symbols
     * @param width size of the kernel's input, 4H
     */
    private void prepare(long symbols, int width) {
        if (table == null) {
            try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                identity = Nd4j.zeros(DataType.FLOAT, width, width);
                for (int i = 0; i < width; i++) {
                    identity.putScalar(i, i, 1);
                }
                identityGradient = Nd4j.createUninitialized(DataType.FLOAT, width, width);
                table = Nd4j.createUninitialized(DataType.FLOAT, symbols, width);
            }
        }
    }

    /**
     * Looks rows up.
     *
     * @param rows of each position
     * @param weights input weights [I, 4H]
     * @param looked receives the rows, [time, batch, 4H], contiguous
     */
    private void lookUp(int[] rows, INDArray weights, INDArray looked) {
        int width = (int) table.size(1);
        table.assign(weights); // DL4J's rows are not contiguous
        FloatBuffer from = table.data().asNioFloat();
        FloatBuffer to = looked.data().asNioFloat();
        float[] zeros = new float[width];
        for (int position = 0; position < rows.length; position++) {
            if (rows[position] == LstmInput.Symbols.NONE) {
                to.put(position * width, zeros);
            } else {
                to.put(position * width, from, rows[position] * width, width);
            }
        }
    }

    /**
     * Adds up the gradients of rows.
     *
     * @param lookedGradient [time, batch, 4H], contiguous
     * @param weightGradient receives the gradient with respect to the input weights, [I, 4H]
     */
    private void addUp(int[] rows, INDArray lookedGradient, INDArray weightGradient) {
        int width = (int) table.size(1);
        float[] sums = new float[Math.toIntExact(table.length())];
        float[] row = new float[width];
        FloatBuffer from = lookedGradient.data().asNioFloat();
        for (int position = 0; position < rows.length; position++) {
            if (rows[position] != LstmInput.Symbols.NONE) {
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
        kernel.close();
        buffers.close();
        if (table != null) {
            identity.close();
            identityGradient.close();
            table.close();
            table = null;
        }
    }
}
