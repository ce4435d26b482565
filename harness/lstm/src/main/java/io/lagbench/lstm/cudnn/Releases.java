package io.lagbench.lstm.cudnn;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be released, the latest first. */
final class Releases implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();

    /** Adds one, to come before those that are there. */
    void push(Runnable release) {
        releases.push(release);
    }

    /** Adds memory, and returns it. */
    Cuda.Buffer buffer(Cuda.Buffer buffer) {
        push(buffer::close);
        return buffer;
    }

    /**
     * Runs all of them once, also behind one that fails.
     *
     * @throws RuntimeException of the first that failed, with the others suppressed
     */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!releases.isEmpty()) {
            try {
                releases.pop().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
