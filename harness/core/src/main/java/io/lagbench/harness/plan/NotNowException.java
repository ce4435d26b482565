package io.lagbench.harness.plan;

/** What was asked for cannot be done now, for a reason that passes: the same may be tried again. The message says why, in one line. */
public final class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotNowException(String message) {
        super(message);
    }
}
