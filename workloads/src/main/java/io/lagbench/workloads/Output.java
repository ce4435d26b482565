package io.lagbench.workloads;

/** The output layer a task asks for, and with it the loss and how that loss is averaged. */
public enum Output {
    /** Independent logistic outputs with binary cross-entropy, averaged over steps and outputs. */
    SIGMOID,
    /** One distribution over the outputs with categorical cross-entropy, averaged over steps. */
    SOFTMAX;

    /** Probabilities are kept this far from 0 and 1 before a logarithm is taken, as Keras 2 does. */
    static final double EPSILON = 1e-7;

    /**
     * The mean loss from a sum over steps and outputs.
     *
     * @param sum loss summed over every loss-carrying step and every output
     * @param steps loss-carrying steps in the sum, at least 1
     * @param outputs width of the output layer
     * @return the loss per step, and for {@link #SIGMOID} per output, as Keras prints it
     */
    public double mean(double sum, long steps, int outputs) {
        return this == SIGMOID ? sum / steps / outputs : sum / steps;
    }

    /**
     * Loss of one step whose target is one symbol, summed over outputs.
     *
     * @param right probability given to the target
     * @param wrong probabilities given to the others contribute {@code -ln(1 - p)} each under {@link #SIGMOID}; their sum
     */
    double stepLoss(double right, double wrong) {
        return this == SIGMOID ? -Math.log(clip(right)) + wrong : -Math.log(clip(right));
    }

    static double clip(double p) {
        return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
    }
}
