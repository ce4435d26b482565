package io.lagbench.harness.chart;

import java.io.IOException;
import java.io.UncheckedIOException;

/** This Java cannot write text into pictures: it was stripped of its desktop module, or the system has no fonts. */
public final class NoFontsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoFontsException(Throwable cause) {
        super(
                "no pictures: this Java cannot write text into them (" + cause
                        + "); install fontconfig and any TrueType" + " font, such as DejaVu",
                cause);
    }

    /** Draws something. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does the work; what a Java without fonts throws becomes this exception. */
    static <T> T guard(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LinkageError | InternalError e) {
            throw new NoFontsException(e);
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("Fontconfig")) {
                throw new NoFontsException(e);
            }
            throw e;
        }
    }
}
