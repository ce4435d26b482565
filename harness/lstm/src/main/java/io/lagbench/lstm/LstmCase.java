package io.lagbench.lstm;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Random arrays of one shape, and what a kernel makes of them. The loss is the scalar product of output and gradient. */
final class LstmCase {
    final LstmShape shape;
    final LstmWeights weights;
    final INDArray input;
    final LstmState state;
    final INDArray outputGradient;

    /** [B, T]; null for none. Only the reference takes it. */
    INDArray mask;

    LstmCase(long seed, LstmShape shape, DataType type, boolean withState) {
        Random random = new Random(seed);
        this.shape = shape;
        double scale = 1 / Math.sqrt(shape.hidden());
        this.weights = new LstmWeights(
                array(random, type, 'f', scale, shape.input(), 4 * shape.hidden()),
                array(random, type, 'f', scale, shape.hidden(), 4 * shape.hidden()),
                array(random, type, 'c', scale, 4 * shape.hidden()));
        this.input = array(random, type, 'c', 1, shape.timeSteps(), shape.batch(), shape.input());
        this.state = withState
                ? new LstmState(
                        array(random, type, 'c', 0.5, shape.batch(), shape.hidden()),
                        array(random, type, 'c', 1, shape.batch(), shape.hidden()))
                : null;
        this.outputGradient = array(random, type, 'c', 1, shape.timeSteps(), shape.batch(), shape.hidden());
    }

    static INDArray array(Random random, DataType type, char order, double scale, long... size) {
        INDArray array = Nd4j.create(type, size, order);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, scale * random.nextGaussian());
        }
        return array;
    }

    private LstmKernel.Pass forward(LstmKernel kernel, INDArray output, boolean training) {
        return mask == null
                ? kernel.forward(weights, input, state, output, training)
                : ((ReferenceLstmKernel) kernel).forward(weights, input, state, mask, output);
    }

    /** Masks each step with a probability of one third. */
    LstmCase maskedAtRandom(Random random) {
        mask = Nd4j.ones(input.dataType(), shape.batch(), shape.timeSteps());
        for (long i = 0; i < mask.length(); i++) {
            mask.putScalar(i, random.nextInt(3) == 0 ? 0 : 1);
        }
        return this;
    }

    /** Masks a random number of steps at the end of each sequence. */
    LstmCase paddedOnTheRight(Random random) {
        mask = Nd4j.ones(input.dataType(), shape.batch(), shape.timeSteps());
        for (int s = 0; s < shape.batch(); s++) {
            for (int t = random.nextInt(shape.timeSteps() + 1); t < shape.timeSteps(); t++) {
                mask.putScalar(s, t, 0);
            }
        }
        return this;
    }

    /** What a kernel computes. */
    record Result(INDArray output, LstmState last, INDArray inputGradient, LstmWeights gradients) {}

    Result run(LstmKernel kernel) {
        INDArray output =
                Nd4j.create(input.dataType(), new long[] {shape.timeSteps(), shape.batch(), shape.hidden()}, 'c');
        INDArray inputGradient = Nd4j.create(input.dataType(), input.shape(), 'c');
        LstmWeights gradients = new LstmWeights(
                Nd4j.valueArrayOf(weights.input().shape(), 7, input.dataType()).dup('f'),
                Nd4j.valueArrayOf(weights.recurrent().shape(), 7, input.dataType())
                        .dup('f'),
                Nd4j.valueArrayOf(weights.bias().shape(), 7, input.dataType()));
        LstmKernel.Pass pass = forward(kernel, output, true);
        LstmState last = pass.lastState();
        kernel.backward(weights, pass, outputGradient, inputGradient, gradients);
        return new Result(output, last, inputGradient, gradients);
    }

    /** Forward only, not for training. */
    Result predict(LstmKernel kernel) {
        INDArray output =
                Nd4j.create(input.dataType(), new long[] {shape.timeSteps(), shape.batch(), shape.hidden()}, 'c');
        LstmKernel.Pass pass = forward(kernel, output, false);
        return new Result(output, pass.lastState(), null, null);
    }

    double loss(LstmKernel kernel) {
        INDArray output = predict(kernel).output();
        return output.mul(outputGradient).sumNumber().doubleValue();
    }

    @Override
    public String toString() {
        return shape.timeSteps() + " steps x " + shape.batch() + " sequences x " + shape.input() + " inputs x "
                + shape.hidden() + " units" + (state == null ? "" : " from a state")
                + (mask == null ? "" : " under a mask");
    }
}
