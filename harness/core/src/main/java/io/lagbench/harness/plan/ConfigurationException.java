package io.lagbench.harness.plan;

/** What the user asked for cannot be done as written. The message is one line: where, what, what is allowed. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line for the user */
    public ConfigurationException(String message) {
        super(message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }
}
