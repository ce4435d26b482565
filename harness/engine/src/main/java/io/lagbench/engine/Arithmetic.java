package io.lagbench.engine;

import java.util.List;

/** Arithmetic of an engine. */
public enum Arithmetic {
    /** Full single precision. */
    FP32("fp32"),
    /** Single precision whose products may be rounded to TF32. */
    TF32("tf32");

    private final String label;

    Arithmetic(String label) {
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
    public static Arithmetic parse(String label) {
        return Labels.parse("math", label, values());
    }

    /** The label. */
    @Override
    public String toString() {
        return label;
    }
}
