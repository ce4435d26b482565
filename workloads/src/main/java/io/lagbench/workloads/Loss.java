package io.lagbench.workloads;

/**
 * The loss a task is trained on, and with it the activation of the output layer and how the loss is averaged. Training
 * minimises the sum over loss-carrying steps and outputs, divided by the number of sequences.
 */
public sealed interface Loss {
    /** Probabilities are kept this far from 0 and 1 before a logarithm is taken, as Keras 2 does. */
    double EPSILON = 1e-7;

    /** Activation of the output layer. */
    OutputActivation activation();

    /**
     * The part of one output in the loss of one step.
     *
     * @param output what the network gives, after the activation
     * @param target what it should give
     */
    double ofOutput(double output, double target);

    /**
     * The mean loss from a sum over steps and outputs.
     *
     * @param sum loss summed over every loss-carrying step and every output
     * @param steps loss-carrying steps in the sum, at least 1
     * @param outputs width of the output layer
     */
    double mean(double sum, long steps, int outputs);

    /**
     * Independent logistic outputs with binary cross-entropy, {@code -t ln y - (1 - t) ln(1 - y)}, averaged over steps and
     * outputs as Keras prints it.
     */
    record Sigmoid() implements Loss {
        @Override
        public OutputActivation activation() {
            return OutputActivation.SIGMOID;
        }

        @Override
        public double ofOutput(double output, double target) {
            double p = clip(output);
            if (target == 0) {
                return -Math.log(1 - p);
            }
            return target == 1 ? -Math.log(p) : -target * Math.log(p) - (1 - target) * Math.log(1 - p);
        }

        @Override
        public double mean(double sum, long steps, int outputs) {
            return sum / steps / outputs;
        }
    }

    /** One distribution over the outputs with categorical cross-entropy, {@code -t ln y}, averaged over steps. */
    record Softmax() implements Loss {
        @Override
        public OutputActivation activation() {
            return OutputActivation.SOFTMAX;
        }

        @Override
        public double ofOutput(double output, double target) {
            return target == 0 ? 0 : -target * Math.log(clip(output));
        }

        @Override
        public double mean(double sum, long steps, int outputs) {
            return sum / steps;
        }
    }

    /**
     * Squared error, {@code (y - t)^2}, averaged over steps and outputs.
     *
     * @param activation linear, or sigmoid as in Hochreiter and Schmidhuber, Neural Computation 9(8), 1997
     */
    record SquaredError(OutputActivation activation) implements Loss {

        /** Checks the activation. */
        public SquaredError {
            if (activation == OutputActivation.SOFTMAX) {
                throw new IllegalArgumentException("squared error of a softmax; allowed: linear or sigmoid outputs");
            }
        }

        @Override
        public double ofOutput(double output, double target) {
            return (output - target) * (output - target);
        }

        @Override
        public double mean(double sum, long steps, int outputs) {
            return sum / steps / outputs;
        }
    }

    private static double clip(double p) {
        return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
    }
}
