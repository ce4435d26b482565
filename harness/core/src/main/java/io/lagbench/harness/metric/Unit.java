package io.lagbench.harness.metric;

/** Unit of a metric. */
public enum Unit {
    /** Microseconds of wall time. */
    MICROSECONDS("us", true),
    /** Seconds of wall time. */
    SECONDS("s", true),
    /** Time steps of sequences per second of wall time. */
    STEPS_PER_SECOND("steps/s", true),
    /** A share of wall time, in 0 to 1. */
    SHARE_OF_TIME("share", true),
    /** Joules. */
    JOULES("J", true),
    /** A share, in 0 to 1. */
    SHARE("share", false),
    /** A difference of probabilities, in -1 to 1. */
    MARGIN("margin", false),
    /** Loss as the task averages it. */
    LOSS("loss", false),
    /** Megabytes of 10^6 bytes. */
    MEGABYTES("MB", false),
    /** A number of things. */
    COUNT("count", false);

    private final String label;
    private final boolean needsTheMachineAlone;

    Unit(String label, boolean needsTheMachineAlone) {
        this.label = label;
        this.needsTheMachineAlone = needsTheMachineAlone;
    }

    /** The unit as it is written behind a number. */
    public String label() {
        return label;
    }

    /** Whether a value means something only where no other trial ran at the same time. */
    public boolean needsTheMachineAlone() {
        return needsTheMachineAlone;
    }

    /** Whether it counts wall time, or what is done in it. */
    boolean isTime() {
        return this == MICROSECONDS || this == SECONDS || this == STEPS_PER_SECOND;
    }

    /** Whether values can be negative, so that two of them have no ratio. */
    boolean isSigned() {
        return this == MARGIN;
    }
}
