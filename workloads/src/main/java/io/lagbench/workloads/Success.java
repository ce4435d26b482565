package io.lagbench.workloads;

import java.util.List;

/** When a task counts as solved; asked after every evaluation. */
public interface Success {

    /** The criterion in words, for tables and help. */
    String description();

    /**
     * Whether the task is solved after the latest evaluation.
     *
     * @param evaluations all evaluations so far in order, the latest last; never empty
     * @param recent errors of the latest training sequences, {@link #trainingErrors} at most
     */
    boolean met(List<Score> evaluations, TrainingErrors recent);

    /**
     * How many errors of the training stream {@link #met} looks back at. Where it is 0 none are taken; else each training
     * batch costs one prediction more, outside what is timed.
     */
    default int trainingErrors() {
        return 0;
    }

    /**
     * Whether the evaluation that has begun can still help to meet it.
     *
     * @param soFar score of the sequences it has seen
     * @param seen sequences it has seen
     * @param sequences sequences of the whole evaluation
     */
    default boolean inReach(Score soFar, int seen, int sequences) {
        return true;
    }

    /** Every answer of the latest evaluation right, with a positive recall margin. */
    static Success everyAnswerRight(int answers) {
        return new Success() {
            @Override
            public String description() {
                return answers + " of " + answers + " answers right and recall margin above 0";
            }

            @Override
            public boolean met(List<Score> evaluations, TrainingErrors recent) {
                Score latest = evaluations.get(evaluations.size() - 1);
                return latest.accuracy() == 1 && latest.recallMargin() > 0;
            }
        };
    }

    /** Recall accuracy of at least {@code share} in the latest two evaluations. Every sequence has as many recalls. */
    static Success recallTwice(double share) {
        return new Success() {
            @Override
            public String description() {
                return "recall accuracy of at least " + share + " in two evaluations in a row";
            }

            @Override
            public boolean inReach(Score soFar, int seen, int sequences) {
                double wrong = (1 - soFar.recallAccuracy()) * seen;
                return sequences - wrong >= share * sequences - 1e-6; // a rounding error ends no evaluation
            }

            @Override
            public boolean met(List<Score> evaluations, TrainingErrors recent) {
                int n = evaluations.size();
                return n >= 2
                        && evaluations.get(n - 1).recallAccuracy() >= share
                        && evaluations.get(n - 2).recallAccuracy() >= share;
            }
        };
    }

    /**
     * The latest {@code sequences} training sequences with errors below {@code bound}, but for at most {@code exceptions}, and
     * below {@code mean} on average; see Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, experiments 4 to 6.
     *
     * @param mean infinite for any
     */
    static Success trainingErrorsBelow(int sequences, double bound, int exceptions, double mean) {
        return new Success() {
            @Override
            public String description() {
                return "the last " + sequences + " training errors below " + bound
                        + (exceptions > 0 ? " but for " + exceptions : "")
                        + (mean < Double.POSITIVE_INFINITY ? " and below " + mean + " on average" : "");
            }

            @Override
            public int trainingErrors() {
                return sequences;
            }

            @Override
            public boolean met(List<Score> evaluations, TrainingErrors recent) {
                return recent.size() >= sequences
                        && recent.below(bound, sequences) >= sequences - exceptions
                        && recent.mean(sequences) < mean;
            }
        };
    }

    /**
     * Every sequence of the latest evaluation right.
     *
     * @param right what that means
     */
    static Success everySequenceRight(int sequences, String right) {
        return new Success() {
            @Override
            public String description() {
                return "all " + sequences + " evaluated sequences right: " + right;
            }

            @Override
            public boolean inReach(Score soFar, int seen, int all) {
                return soFar.accuracy() == 1;
            }

            @Override
            public boolean met(List<Score> evaluations, TrainingErrors recent) {
                return evaluations.get(evaluations.size() - 1).accuracy() == 1;
            }
        };
    }

    /**
     * In the latest evaluation at most so many sequences wrong, and a mean error below a bound; see Hochreiter and Schmidhuber, Neural
     * Computation 9(8), 1997, experiment 3.
     */
    static Success evaluationErrorsBelow(int sequences, int wrong, double mean) {
        return new Success() {
            @Override
            public String description() {
                return "at most " + wrong + " of " + sequences + " held-out answers wrong and a mean error below "
                        + mean;
            }

            @Override
            public boolean inReach(Score soFar, int seen, int all) {
                return wrong(soFar, seen) <= wrong;
            }

            @Override
            public boolean met(List<Score> evaluations, TrainingErrors recent) {
                Score latest = evaluations.get(evaluations.size() - 1);
                return wrong(latest, sequences) <= wrong && latest.meanError() < mean;
            }

            private static long wrong(Score score, int seen) {
                return Math.round((1 - score.accuracy()) * seen);
            }
        };
    }
}
