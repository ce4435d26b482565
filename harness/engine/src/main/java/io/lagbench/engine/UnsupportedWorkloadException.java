package io.lagbench.engine;

/** An engine cannot do what a workload asks for; the message says what it can. */
public final class UnsupportedWorkloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is not supported, and what is */
    public UnsupportedWorkloadException(String message) {
        super(message);
    }

    /** Throws one: for {@code unsupported(network).ifPresent(UnsupportedWorkloadException::raise)}. */
    public static void raise(String message) {
        throw new UnsupportedWorkloadException(message);
    }
}
