package io.lagbench.workloads;

/**
 * The errors of the latest training sequences, as the task's {@link Scorer#error} defines them, each taken before the update
 * that the sequence is part of. Keeps a bounded number; older ones are forgotten.
 */
public final class TrainingErrors {
    private final double[] latest;
    private long added;

    /** @param capacity errors to keep, at least 0 */
    public TrainingErrors(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity " + capacity + " is below 0");
        }
        latest = new double[capacity];
    }

    /** Adds the error of the next training sequence. */
    public void add(double error) {
        if (latest.length > 0) {
            latest[(int) (added % latest.length)] = error;
        }
        added++;
    }

    /** Number of errors that are kept. */
    public int size() {
        return (int) Math.min(added, latest.length);
    }

    /** How many of the latest {@code sequences} errors are below a bound; a NaN is not. */
    public int below(double bound, int sequences) {
        int count = 0;
        for (int age = 0; age < checked(sequences); age++) {
            count += error(age) < bound ? 1 : 0;
        }
        return count;
    }

    /** Mean of the latest {@code sequences} errors. */
    public double mean(int sequences) {
        double sum = 0;
        for (int age = 0; age < checked(sequences); age++) {
            sum += error(age);
        }
        return sum / sequences;
    }

    /** An error by its age, 0 for the latest. */
    private double error(int age) {
        return latest[(int) ((added - 1 - age) % latest.length)];
    }

    private int checked(int sequences) {
        if (sequences < 1 || sequences > size()) {
            throw new IllegalArgumentException(sequences + " errors are asked for; allowed: 1 to " + size());
        }
        return sequences;
    }
}
