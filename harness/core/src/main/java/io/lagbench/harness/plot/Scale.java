package io.lagbench.harness.plot;

/** How values become places on an axis. */
public enum Scale {
    LINEAR,
    /** Logarithmic, labelled at powers of 2. Values must be greater than 0. */
    LOG2,
    /** Logarithmic, labelled at powers of 10, and between them where there is room. Values must be greater than 0. */
    LOG10
}
