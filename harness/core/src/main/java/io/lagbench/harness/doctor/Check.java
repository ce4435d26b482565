package io.lagbench.harness.doctor;

import java.util.Locale;

/**
 * What was found about one thing.
 *
 * @param level whether it is in order
 * @param name of the thing
 * @param finding what was found
 * @param remedy what to do; empty if nothing
 */
public record Check(Level level, String name, String finding, String remedy) {

    /** Whether a thing is in order. */
    public enum Level {
        /** In order. */
        OK,
        /** Works, but not at its best. */
        WARN,
        /** The backend cannot be used. */
        FAIL
    }

    static Check ok(String name, String finding) {
        return new Check(Level.OK, name, finding, "");
    }

    static Check warn(String name, String finding, String remedy) {
        return new Check(Level.WARN, name, finding, remedy);
    }

    static Check fail(String name, String finding, String remedy) {
        return new Check(Level.FAIL, name, finding, remedy);
    }

    /** The check in one line. */
    public String line() {
        return String.format(
                Locale.ROOT, "%-4s  %-10s %s%s", level, name, finding, remedy.isEmpty() ? "" : "; " + remedy);
    }
}
