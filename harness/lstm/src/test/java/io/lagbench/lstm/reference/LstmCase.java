package io.lagbench.lstm.reference;

import io.lagbench.lstm.kernel.DelegatingKernel;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A random {@link KernelCall}, with a mask if need be. For the tests of all packages. */
public final class LstmCase {
    private final KernelCall call;

    public final LstmShape shape;
    public final LstmWeights weights;
    public final INDArray input;
    public final LstmState state;
    public final INDArray outputGradient;

    /** [B, T]; null for none. Only the reference takes it. */
    public INDArray mask;

    public LstmCase(long seed, LstmShape shape, DataType type, boolean withState) {
        this(KernelCall.random(seed, shape, type, withState));
    }

    private LstmCase(KernelCall call) {
        this.call = call;
        this.shape = call.shape();
        this.weights = call.weights();
        this.input = call.input();
        this.state = call.state();
        this.outputGradient = call.outputGradient();
    }

    /** The same with random symbols as input. */
    public LstmCase onSymbols(Random random) {
        return new LstmCase(call.onSymbols(random));
    }

    /** The same for the output of the last step alone. */
    public LstmCase ofLastStep() {
        return new LstmCase(call.ofLastStep());
    }

    /** What a kernel or a layer computes; null for what it does not. */
    public record Result(INDArray output, LstmState last, INDArray inputGradient, LstmWeights gradients) {
        private static Result of(KernelCall.Result result) {
            return new Result(result.output(), result.last(), result.inputGradient(), result.gradients());
        }

        KernelCall.Result ofKernel() {
            return new KernelCall.Result(output, last, inputGradient, gradients);
        }
    }

    /** Normally distributed values around zero. */
    public static INDArray normal(Random random, DataType type, long... size) {
        return KernelCall.normal(random, type, 'c', 1, size);
    }

    /** Masks each step with a probability of one third. */
    public LstmCase maskedAtRandom(Random random) {
        mask = Nd4j.ones(input.dataType(), shape.batch(), shape.timeSteps());
        for (long i = 0; i < mask.length(); i++) {
            mask.putScalar(i, random.nextInt(3) == 0 ? 0 : 1);
        }
        return this;
    }

    /** Masks a random number of steps at the end of each sequence. */
    public LstmCase paddedOnTheRight(Random random) {
        mask = Nd4j.ones(input.dataType(), shape.batch(), shape.timeSteps());
        for (int s = 0; s < shape.batch(); s++) {
            for (int t = random.nextInt(shape.timeSteps() + 1); t < shape.timeSteps(); t++) {
                mask.putScalar(s, t, 0);
            }
        }
        return this;
    }

    /** Forward for training, then backward. */
    public Result run(LstmKernel kernel) {
        return Result.of(call.run(masked(kernel)));
    }

    /** Forward only, not for training. */
    public Result predict(LstmKernel kernel) {
        INDArray output = call.newOutput();
        LstmKernel.Pass pass = masked(kernel).forward(weights, input, state, output, false);
        return new Result(output, pass.lastState(), null, null);
    }

    /** The scalar product of output and its gradient. */
    double loss(LstmKernel kernel) {
        INDArray output = predict(kernel).output();
        return output.mul(outputGradient).sumNumber().doubleValue();
    }

    private LstmKernel masked(LstmKernel kernel) {
        if (mask == null) {
            return kernel;
        }
        return new DelegatingKernel(kernel) {
            @Override
            public Pass forward(
                    LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
                return ((ReferenceLstmKernel) kernel).forward(weights, input, state, mask, output);
            }
        };
    }

    @Override
    public String toString() {
        return call + (mask == null ? "" : " under a mask");
    }
}
