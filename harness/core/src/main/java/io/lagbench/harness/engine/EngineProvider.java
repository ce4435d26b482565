package io.lagbench.harness.engine;

/** Makes engines with one LSTM implementation. Found through {@link java.util.ServiceLoader}. */
public interface EngineProvider {

    /** Name of the LSTM implementation, as in the column {@code lstm}. */
    String lstm();

    /** What it is, in one line. */
    String summary();

    /**
     * A network with fresh weights drawn from the seed.
     *
     * @throws UnsupportedWorkloadException if this implementation cannot do what is asked
     */
    Engine create(NetworkSpec network, long seed);
}
