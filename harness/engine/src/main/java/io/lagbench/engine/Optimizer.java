package io.lagbench.engine;

import java.util.List;

/**
 * How a gradient g becomes a step down, with DL4J's constants but for the rate and epsilon. Sources: Kingma and Ba 2015, section 2, with the bias
 * correction in the rate and epsilon outside of it; Tieleman and Hinton 2012, lecture 6.5.
 */
public enum Optimizer {
    /** m = 0.9 m + 0.1 g, v = 0.999 v + 0.001 g^2, step = rate sqrt(1 - 0.999^t) / (1 - 0.9^t) m / (sqrt(v) + epsilon) at update t from 1. */
    ADAM("adam"),
    /** v = 0.95 v + 0.05 g^2, step = rate g / (sqrt(v) + epsilon), with v = epsilon at first. */
    RMSPROP("rmsprop"),
    /** step = rate g. */
    SGD("sgd");

    /** The epsilon of DL4J. */
    public static final double EPSILON = 1e-8;

    private final String label;

    Optimizer(String label) {
        this.label = label;
    }

    /** The name as users write it. */
    public String label() {
        return label;
    }

    /** The labels, in order. */
    public static List<String> labels() {
        return Labels.of(values());
    }

    /**
     * The constant of a label.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Optimizer parse(String label) {
        return Labels.parse("optimizer", label, values());
    }

    /** The label. */
    @Override
    public String toString() {
        return label;
    }
}
