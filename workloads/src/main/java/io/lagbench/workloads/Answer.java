package io.lagbench.workloads;

import java.util.List;

/**
 * One sequence and the network's answers to it as people read them: one text a step, empty where there is none.
 *
 * @param inputs what the network saw
 * @param targets the right answers
 * @param predicted the network's answers
 */
public record Answer(List<String> inputs, List<String> targets, List<String> predicted) {

    /**
     * Copies the texts.
     *
     * @throws IllegalArgumentException if the numbers of steps differ
     */
    public Answer {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
        predicted = List.copyOf(predicted);
        if (inputs.size() != targets.size() || inputs.size() != predicted.size()) {
            throw new IllegalArgumentException("an answer has one text a step, but " + inputs.size() + " inputs, "
                    + targets.size() + " targets and " + predicted.size() + " predictions");
        }
    }
}
