package io.lagbench.engine;

import java.util.List;

/** What a build computes on. */
public enum Backend {
    /** The host's processor. */
    CPU("cpu"),
    /** An accelerator that holds all arrays. */
    CUDA("cuda"),
    /** The host's processor, with the LSTM layer offloaded to an accelerator. */
    CUDA_OFFLOAD("cuda-offload");

    private final String label;

    Backend(String label) {
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
    public static Backend parse(String label) {
        return Labels.parse("backend", label, values());
    }

    /** The label. */
    @Override
    public String toString() {
        return label;
    }
}
