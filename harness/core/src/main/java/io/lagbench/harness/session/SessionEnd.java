package io.lagbench.harness.session;

/** How a session ended. */
public enum SessionEnd {
    /** All is done, or the session's time is over, and nothing speaks against what there is. */
    OK,
    /** A gate of the plan does not hold. */
    GATE_FAILED,
    /** Some trial ended in error, crashed or is unsupported; the rest is complete. */
    TRIAL_FAILED,
    /** Trials of a sweep are left. */
    LEFT,
    /** The run directory cannot be written; its rows are whole. */
    UNWRITABLE,
    /** This process is being ended by a signal; its rows are whole. */
    INTERRUPTED
}
