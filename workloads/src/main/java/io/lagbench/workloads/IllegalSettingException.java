package io.lagbench.workloads;

/** A setting has a value that is not allowed. The message says what, and what is allowed, in one line. */
public final class IllegalSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param key the setting
     * @param problem what is wrong and what is allowed
     */
    public IllegalSettingException(String key, String problem) {
        super(key + ": " + problem);
    }
}
