package io.lagbench.lstm.memory;

import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;

/** What ND4J computes on in this process. */
public final class Nd4jBackend {
    private static final String HOST = "CpuBackend";

    private Nd4jBackend() {}

    /** Why ND4J cannot be used in this process, in one line; empty if it can. Loads its native library. */
    public static Optional<String> problem() {
        try {
            Nd4j.getBackend();
            return Optional.empty();
        } catch (Exception | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of("ND4J's backend does not load: "
                    + String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
        }
    }

    /** Whether arrays are on a device rather than in host memory. */
    public static boolean onDevice() {
        return !Nd4j.getBackend().getClass().getSimpleName().equals(HOST);
    }
}
