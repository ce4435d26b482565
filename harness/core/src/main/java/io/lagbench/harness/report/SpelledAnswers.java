package io.lagbench.harness.report;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.workloads.Task;
import java.util.List;
import java.util.stream.Collectors;

/** Sequences and the network's last answer to each, spelled as the task spells its symbols. */
public final class SpelledAnswers {
    private static final int MOST_SEQUENCES = 4;

    private SpelledAnswers() {}

    /**
     * A line for each of the first sequences; empty where none are short enough to be told.
     *
     * @param trial what was trained
     * @param last its last evaluation
     */
    public static String of(TrialSpec trial, TrialEvent.Evaluated last) {
        if (last.answers().isEmpty()) {
            return "";
        }
        Task task = trial.createTask();
        return trial.label() + ":\n"
                + last.answers().stream()
                        .limit(MOST_SEQUENCES)
                        .map(answers -> line(task, answers))
                        .collect(Collectors.joining("\n"));
    }

    private static String line(Task task, TrialEvent.Answers answers) {
        String inputs = answers.inputs().stream().map(task::inputText).collect(Collectors.joining(" "));
        return inputs + " -> " + last(task, answers.predicted()) + " (right: " + last(task, answers.targets()) + ")";
    }

    private static String last(Task task, List<Integer> outputs) {
        return task.outputText(outputs.get(outputs.size() - 1));
    }
}
