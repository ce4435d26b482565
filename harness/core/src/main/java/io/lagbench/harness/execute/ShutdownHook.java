package io.lagbench.harness.execute;

/** Something to do if the JVM is told to end (Ctrl-C, SIGTERM) before this is closed. */
public final class ShutdownHook implements AutoCloseable {
    private final Thread thread;

    /** @param action done at once, by this thread, if the JVM is ending already */
    public ShutdownHook(String name, Runnable action) {
        thread = new Thread(action, name);
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
            action.run();
        }
    }

    /** Withdraws the hook; false if the JVM is ending already and the action runs or has run. */
    public boolean withdraw() {
        try {
            return Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    public void close() {
        withdraw();
    }
}
