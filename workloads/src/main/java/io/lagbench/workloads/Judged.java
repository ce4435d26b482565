package io.lagbench.workloads;

import java.util.Arrays;
import java.util.Locale;

/**
 * Which successive sequences must all be right for experiment 2 of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, to count
 * as solved: the paper says 10,000 random ones, without saying whether the network goes on learning meanwhile.
 */
enum Judged {
    /** Those of an evaluation, each of which has its own where they are drawn: the network is frozen. */
    TEST,
    /** The latest of the training, each before its update. */
    TRAINING;

    /** How many the paper asks for. */
    static final int SEQUENCES = 10_000;

    static final String KEY = "judged";

    /** The key by which users choose. */
    static Setting setting() {
        return Setting.choice(
                KEY,
                Arrays.stream(values()).map(Judged::word).toList(),
                TEST.word(),
                "what must all be right: an evaluation, or the last 10,000 training sequences before their updates");
    }

    /** What users have chosen. */
    static Judged of(Settings settings) {
        return valueOf(settings.text(KEY).toUpperCase(Locale.ROOT));
    }

    /** How users write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The criterion.
     *
     * @param evaluated sequences of an evaluation
     * @param bound error below which a sequence is right
     */
    Success success(int evaluated, double bound) {
        return this == TRAINING
                ? Success.trainingErrorsBelow(SEQUENCES, bound, 0, Double.POSITIVE_INFINITY)
                : Success.everySequenceRight(evaluated, "outputs within " + bound);
    }
}
