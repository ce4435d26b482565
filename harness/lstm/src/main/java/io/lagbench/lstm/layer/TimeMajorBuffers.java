package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Time-major arrays between DL4J's [batch, size, time] and a kernel. They lie outside DL4J's workspaces, because they must
 * live until the backward pass, and keep the size of the largest shape so far.
 */
final class TimeMajorBuffers implements AutoCloseable {
    private final Slot input = new Slot();
    private final Slot output = new Slot();
    private final Slot outputGradient = new Slot();
    private final Slot inputGradient = new Slot();
    private LstmShape shape;

    /** Memory of one array, and its part for the current shape. */
    private static final class Slot implements AutoCloseable {
        private INDArray memory;
        private INDArray view;

        INDArray view(LstmShape shape, int size) {
            if (view == null) {
                long length = (long) shape.timeSteps() * shape.batch() * size;
                if (memory == null || memory.length() < length) {
                    close();
                    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                        memory = Nd4j.createUninitialized(DataType.FLOAT, length);
                    }
                }
                view = memory.get(NDArrayIndex.interval(0, length))
                        .reshape('c', shape.timeSteps(), shape.batch(), size);
            }
            return view;
        }

        void forget() {
            view = null;
        }

        @Override
        public void close() {
            if (memory != null) {
                memory.close();
                memory = null;
                view = null;
            }
        }
    }

    /** Sets the shape of the arrays; their content is lost if it is another. */
    void reshape(LstmShape next) {
        if (!next.equals(shape)) {
            shape = next;
            for (Slot slot : slots()) {
                slot.forget();
            }
        }
    }

    INDArray input() {
        return input.view(shape, shape.input());
    }

    INDArray output() {
        return output.view(shape, shape.hidden());
    }

    INDArray outputGradient() {
        return outputGradient.view(shape, shape.hidden());
    }

    INDArray inputGradient() {
        return inputGradient.view(shape, shape.input());
    }

    private Slot[] slots() {
        return new Slot[] {input, output, outputGradient, inputGradient};
    }

    @Override
    public void close() {
        for (Slot slot : slots()) {
            slot.close();
        }
    }
}
