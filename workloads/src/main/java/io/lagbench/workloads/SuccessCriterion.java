package io.lagbench.workloads;

import java.util.List;

/** When a task counts as solved. */
public interface SuccessCriterion {

    /** The criterion in words, for tables and help. */
    String description();

    /**
     * Whether the task is solved after the latest evaluation.
     *
     * @param scores all evaluations so far in order, the latest last; never empty
     */
    boolean met(List<Score> scores);

    /**
     * Whether an evaluation can still help to meet it.
     *
     * @param wrong answers that need memory and were wrong so far
     * @param answers answers that need memory in a whole evaluation
     */
    default boolean inReach(long wrong, long answers) {
        return true;
    }

    /** Every answer of the latest evaluation right, with a positive recall margin. */
    static SuccessCriterion everyAnswerRight(int answers) {
        return new SuccessCriterion() {
            @Override
            public String description() {
                return answers + " of " + answers + " answers right and recall margin above 0";
            }

            @Override
            public boolean met(List<Score> scores) {
                Score latest = scores.get(scores.size() - 1);
                return latest.accuracy() == 1 && latest.recallMargin() > 0;
            }
        };
    }

    /** Recall accuracy of at least {@code share} in the latest two evaluations. */
    static SuccessCriterion recallTwice(double share) {
        return new SuccessCriterion() {
            @Override
            public String description() {
                return "recall accuracy of at least " + share + " in two evaluations in a row";
            }

            @Override
            public boolean inReach(long wrong, long answers) {
                return answers - wrong >= share * answers;
            }

            @Override
            public boolean met(List<Score> scores) {
                int n = scores.size();
                return n >= 2
                        && scores.get(n - 1).recallAccuracy() >= share
                        && scores.get(n - 2).recallAccuracy() >= share;
            }
        };
    }
}
