package io.lagbench.harness.estimate;

import io.lagbench.harness.format.Durations;
import java.util.List;

/**
 * How long a plan will take, and how that is known.
 *
 * @param trials trials of the plan
 * @param seconds sum over those that there is an estimate for
 * @param atMost whether some may end before their budget does, nobody knows when
 * @param fromCells trials whose own cell was measured
 * @param runs runs in which it was
 * @param fromModel trials whose cell was not measured, but others of their implementation were
 * @param modelCells measured cells that the model was fitted to
 * @param unknown implementations of the other trials: there is no estimate for them
 */
public record Estimate(
        int trials,
        double seconds,
        boolean atMost,
        int fromCells,
        int runs,
        int fromModel,
        int modelCells,
        List<String> unknown) {

    /** One line for people. */
    public String line() {
        int known = fromCells + fromModel;
        String start = trials + (trials == 1 ? " trial" : " trials");
        String missing = String.join(", ", unknown);
        if (known == 0) {
            return start + "; no estimate of the time: too little was measured here with " + missing
                    + " (a run of suite verify is enough)";
        }
        StringBuilder line = new StringBuilder(start)
                .append(", about ")
                .append(Durations.ofSeconds(Math.max(1, seconds)))
                .append(atMost ? " at most" : "")
                .append(known < trials ? " for " + known + " of them" : "")
                .append(" (");
        if (fromCells > 0) {
            line.append(fromCells)
                    .append(" from the same cell measured in ")
                    .append(runs)
                    .append(runs == 1 ? " run" : " runs");
        }
        if (fromModel > 0) {
            line.append(fromCells > 0 ? ", " : "")
                    .append(fromModel)
                    .append(" from a model of ")
                    .append(modelCells)
                    .append(" measured cells");
        }
        line.append(')');
        if (known < trials) {
            line.append("; no estimate for the other ")
                    .append(trials - known)
                    .append(": too little was measured here with ")
                    .append(missing);
        }
        return line.toString();
    }
}
