package io.lagbench.harness.metric;

/** Which values of a metric are better. */
public enum Better {
    /** Less of it. */
    LOWER,
    /** More of it. */
    HIGHER,
    /** Neither: it is a fact to be read. */
    NEITHER
}
