package io.lagbench.engine;

import java.util.List;

/** Activation of the gates of an LSTM. */
public enum Gate {
    /** 1 / (1 + exp(-x)). */
    SIGMOID("sigmoid"),
    /** min(1, max(0, 0.2 x + 0.5)), as Keras 2 does. */
    HARD_SIGMOID("hard-sigmoid");

    private final String label;

    Gate(String label) {
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
    public static Gate parse(String label) {
        return Labels.parse("gate", label, values());
    }

    /** The label. */
    @Override
    public String toString() {
        return label;
    }
}
