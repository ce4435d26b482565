package io.lagbench.harness.trial;

import java.util.Locale;

/** How a trial ended. */
public enum Status {
    /** The budget was used up. */
    OK,
    /** The loss stopped being a finite number. */
    DIVERGED,
    /** The timeout passed; what was measured before it stands. */
    TIMEOUT,
    /** Heap, off-heap or device memory ran out. */
    OUT_OF_MEMORY,
    /** The process ended without a result. */
    CRASHED,
    /** The implementation cannot do what was asked. */
    UNSUPPORTED,
    /** Set-up or training threw an exception. */
    ERROR,
    /** Nothing was done: half the length was not solved. */
    SKIPPED;

    /** Whether nothing was found, and not for want of time, memory or luck: the run has failed, and says so. */
    public boolean isFailure() {
        return this == ERROR || this == CRASHED || this == UNSUPPORTED;
    }

    /** Name in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
