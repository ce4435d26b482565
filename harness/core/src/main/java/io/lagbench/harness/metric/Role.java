package io.lagbench.harness.metric;

/** What a metric is about, and with that where it is shown. */
public enum Role {
    /** What it took to solve the task: counts for trials that are solved only. */
    EFFORT(true),
    /** What the network learned. */
    LEARNING(true),
    /** How fast it is trained. */
    SPEED(true),
    /** What a trial takes from the machine: memory, energy. */
    RESOURCE(true),
    /** More of how fast it is trained, in trials.csv only. */
    SPEED_DETAIL(false),
    /** What becomes of answers when inputs change, in trials.csv only. */
    PROOF(false);

    private final boolean summarized;

    Role(boolean summarized) {
        this.summarized = summarized;
    }

    /** Whether summary.csv and result files for other tools have it. */
    public boolean isSummarized() {
        return summarized;
    }
}
