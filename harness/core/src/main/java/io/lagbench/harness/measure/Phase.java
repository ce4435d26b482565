package io.lagbench.harness.measure;

import java.util.Locale;

/** Part of a trial, named as in JMH. */
public enum Phase {
    /** On a throw-away network of the same shape. */
    WARMUP,
    /** What results are taken from. */
    MEASUREMENT;

    /** Name in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
