package io.lagbench.workloads;

/** A change of inputs that tells a network that remembers from one that answers right for another reason. */
public enum Perturbation {
    /** Only the symbol that decides the answer becomes another, and with it the right answer. */
    FLIP,
    /** Only the symbol that decides the answer is taken away: answers right by memory fall to chance. */
    BLANK,
    /** Only what does not matter changes: symbols between cue and answer trade places. */
    SWAP
}
