package io.lagbench.workloads;

/**
 * The sizes of a task, as far as networks and schedules need them.
 *
 * @param timeSteps steps fed to the network, of the longest sequence; length - 1 where the next symbol is predicted
 * @param lag index of the step whose answer needs the information minus the index of the step that carried it
 * @param inputSize width of the input at one step
 * @param outputSize width of the output at one step
 */
public record Shape(int timeSteps, int lag, int inputSize, int outputSize) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if there is no step, input or output, or the lag is not in 0 to timeSteps - 1
     */
    public Shape {
        if (timeSteps < 1 || inputSize < 1 || outputSize < 1) {
            throw new IllegalArgumentException("a task needs at least 1 step, input and output, not " + timeSteps + ", "
                    + inputSize + " and " + outputSize);
        }
        if (lag < 0 || lag >= timeSteps) {
            throw new IllegalArgumentException("lag " + lag + " is outside 0 to " + (timeSteps - 1));
        }
    }
}
