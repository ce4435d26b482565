package io.lagbench.harness.report;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.workloads.Answer;
import java.util.List;
import java.util.stream.Collectors;

/** Sequences and the network's last answer to each, as the task's scorer writes them. */
public final class SpelledAnswers {
    private static final int MOST_SEQUENCES = 4;

    private SpelledAnswers() {}

    /**
     * A line for each of the first sequences; empty where none are short enough, or the task's are not for reading.
     *
     * @param trial what was trained
     * @param last its last evaluation
     */
    public static String of(TrialSpec trial, TrialEvent.Evaluated last) {
        if (last.answers().isEmpty()) {
            return "";
        }
        return trial.label() + ":\n"
                + last.answers().stream()
                        .limit(MOST_SEQUENCES)
                        .map(SpelledAnswers::line)
                        .collect(Collectors.joining("\n"));
    }

    private static String line(Answer answer) {
        return String.join(" ", answer.inputs()) + " -> " + last(answer.predicted()) + " (right: "
                + last(answer.targets()) + ")";
    }

    private static String last(List<String> texts) {
        return texts.get(texts.size() - 1);
    }
}
