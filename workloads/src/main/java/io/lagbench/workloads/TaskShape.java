package io.lagbench.workloads;

/**
 * The sizes of a task.
 *
 * @param length symbols in a sequence
 * @param timeSteps steps fed to the network; {@code length - 1} where the next symbol is predicted
 * @param lag index of the step whose answer needs the information minus the index of the step that carried it
 * @param alphabet number of different symbols
 * @param classes number of different answers at the step that needs memory
 * @param interior how the symbols between cue and answer come about, or empty where the task has no such choice
 * @param inputSize width of the input at one step
 * @param outputSize width of the output at one step
 */
public record TaskShape(
        int length,
        int timeSteps,
        int lag,
        int alphabet,
        int classes,
        String interior,
        int inputSize,
        int outputSize) {}
