package io.lagbench.workloads;

import java.util.random.RandomGenerator;

/**
 * What the experiments of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, have in common. Outputs are logistic and have
 * squared error; where an experiment does not say otherwise, only the last step carries loss, and lengths vary.
 */
abstract class Hs97Task implements Task {
    private final String name;
    private final Settings settings;
    private final Success success;

    Hs97Task(String name, Settings settings, Success success) {
        this.name = name;
        this.settings = settings;
        this.success = success;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Settings settings() {
        return settings;
    }

    @Override
    public final Loss loss() {
        return new Loss.SquaredError(OutputActivation.SIGMOID);
    }

    @Override
    public final Success success() {
        return success;
    }

    @Override
    public boolean lossAtEndOnly() {
        return true;
    }

    @Override
    public boolean variableLengths() {
        return true;
    }

    /** The number of steps of a sequence for a length of T in experiments 3 to 5: T to T + T/10. */
    static int stepsFrom(int length, RandomGenerator random) {
        return length + random.nextInt(length / 10 + 1);
    }

    /** The largest of them. */
    static int mostSteps(int length) {
        return length + length / 10;
    }
}
