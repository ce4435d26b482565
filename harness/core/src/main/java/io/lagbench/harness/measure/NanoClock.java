package io.lagbench.harness.measure;

/** A monotonic clock in nanoseconds. Injected, so that tests script what time it is. */
@FunctionalInterface
public interface NanoClock {

    /** The time in nanoseconds since an arbitrary origin. */
    long nanoTime();

    /** The clock of the JVM. */
    static NanoClock system() {
        return System::nanoTime;
    }
}
