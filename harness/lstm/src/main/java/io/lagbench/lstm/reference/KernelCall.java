package io.lagbench.lstm.reference;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one forward and one backward call of a kernel are given. The loss is the scalar product of output and gradient.
 *
 * @param input [T, B, I]
 * @param state before the first step; null for zeros
 * @param outputGradient [T, B, H]
 * @param symbols those whose one-hot vectors the input is, for kernels that read them; null if it is none
 * @param lastStepOnly whether only the output of the last step is asked for; other steps have no gradient
 */
record KernelCall(
        LstmShape shape,
        LstmWeights weights,
        INDArray input,
        LstmState state,
        INDArray outputGradient,
        LstmInput.Symbols symbols,
        boolean lastStepOnly) {
    private static final double UNTOUCHED = 7; // what a kernel leaves out of its gradients shows

    /**
     * What a kernel computes.
     *
     * @param output of the steps asked for
     * @param last the state after the last step
     * @param inputGradient null for symbols
     */
    record Result(INDArray output, LstmState last, INDArray inputGradient, LstmWeights gradients) {}

    /** Normally distributed values; weights with a standard deviation of 1 / sqrt(H). */
    static KernelCall random(long seed, LstmShape shape, DataType type, boolean withState) {
        Random random = new Random(seed);
        double scale = 1 / Math.sqrt(shape.hidden());
        LstmWeights weights = new LstmWeights(
                normal(random, type, 'f', scale, shape.input(), 4 * shape.hidden()),
                normal(random, type, 'f', scale, shape.hidden(), 4 * shape.hidden()),
                normal(random, type, 'c', scale, 4 * shape.hidden()));
        INDArray input = normal(random, type, 'c', 1, shape.timeSteps(), shape.batch(), shape.input());
        LstmState state = withState
                ? new LstmState(
                        normal(random, type, 'c', 0.5, shape.batch(), shape.hidden()),
                        normal(random, type, 'c', 1, shape.batch(), shape.hidden()))
                : null;
        INDArray outputGradient = normal(random, type, 'c', 1, shape.timeSteps(), shape.batch(), shape.hidden());
        return new KernelCall(shape, weights, input, state, outputGradient, null, false);
    }

    /** The same with random symbols as input, one in ten none. */
    KernelCall onSymbols(Random random) {
        int[] numbers = new int[shape.timeSteps() * shape.batch()];
        INDArray oneHot = input.like();
        for (int place = 0; place < numbers.length; place++) {
            numbers[place] = random.nextInt(10) == 0 ? LstmInput.Symbols.NONE : random.nextInt(shape.input());
            if (numbers[place] != LstmInput.Symbols.NONE) {
                oneHot.putScalar(place / shape.batch(), place % shape.batch(), numbers[place], 1);
            }
        }
        return new KernelCall(
                shape,
                weights,
                oneHot,
                state,
                outputGradient,
                new LstmInput.Symbols(shape.timeSteps(), shape.batch(), numbers),
                lastStepOnly);
    }

    /** The same for the output of the last step alone. */
    KernelCall ofLastStep() {
        INDArray last = outputGradient.like();
        last.slice(shape.timeSteps() - 1).assign(outputGradient.slice(shape.timeSteps() - 1));
        return new KernelCall(shape, weights, input, state, last, symbols, true);
    }

    /** Normally distributed values around zero. */
    static INDArray normal(Random random, DataType type, char order, double deviation, long... size) {
        INDArray array = Nd4j.create(type, size, order);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, deviation * random.nextGaussian());
        }
        return array;
    }

    /** Forward for training, then backward. */
    Result run(LstmKernel kernel) {
        LstmWeights gradients = new LstmWeights(
                untouched(weights.input()).dup('f'),
                untouched(weights.recurrent()).dup('f'),
                untouched(weights.bias()));
        return kernel instanceof SymbolLstmKernel able ? direct(able, gradients) : general(kernel, gradients);
    }

    private Result general(LstmKernel kernel, LstmWeights gradients) {
        INDArray output = newOutput();
        INDArray inputGradient = Nd4j.create(input.dataType(), input.shape(), 'c');
        LstmKernel.Pass pass = kernel.forward(weights, input, state, output, true);
        LstmState last = pass.lastState();
        kernel.backward(weights, pass, outputGradient, inputGradient, gradients);
        return new Result(asked(output), last, symbols == null ? inputGradient : null, gradients);
    }

    private Result direct(SymbolLstmKernel kernel, LstmWeights gradients) {
        INDArray output = asked(newOutput()).dup('c');
        INDArray inputGradient = symbols == null ? Nd4j.create(input.dataType(), input.shape(), 'c') : null;
        LstmInput from = symbols == null ? new LstmInput.Vectors(input) : symbols;
        LstmKernel.Pass pass = kernel.forward(weights, from, state, output, true);
        LstmState last = pass.lastState();
        kernel.backward(weights, pass, asked(outputGradient), inputGradient, gradients);
        return new Result(output, last, inputGradient, gradients);
    }

    /** Of [T, B, H] the steps that are asked for. */
    private INDArray asked(INDArray allSteps) {
        return lastStepOnly ? allSteps.slice(shape.timeSteps() - 1) : allSteps;
    }

    /** An array for the output of every step, [T, B, H]. */
    INDArray newOutput() {
        return Nd4j.create(input.dataType(), new long[] {shape.timeSteps(), shape.batch(), shape.hidden()}, 'c');
    }

    private INDArray untouched(INDArray like) {
        return Nd4j.valueArrayOf(like.shape(), UNTOUCHED, input.dataType());
    }

    @Override
    public String toString() {
        return shape.timeSteps() + " steps x " + shape.batch() + " sequences x " + shape.input() + " inputs x "
                + shape.hidden() + " units" + (state == null ? "" : " from a state")
                + (symbols == null ? "" : ", symbols") + (lastStepOnly ? ", last step only" : "");
    }
}
