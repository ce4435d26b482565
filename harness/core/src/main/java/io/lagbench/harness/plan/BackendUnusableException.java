package io.lagbench.harness.plan;

/** The backend or device that was asked for cannot be used; the message says why and what to do, in lines for people. */
public final class BackendUnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackendUnusableException(String message) {
        super(message);
    }
}
