package io.lagbench.harness.execute;

import java.util.List;
import java.util.Optional;

/** Why a JVM ended, as it and its libraries said last. */
final class LastWords {
    private static final int LINES = 3;
    private static final String FRAME = "# Problematic frame:";

    /** What a JVM says of variables that it obeys; it is no reason to end. */
    private static final String NOTE = "(NOTE: )?Picked up .*";

    /** Of a process that the kernel ended while it counted one kill for lack of memory more. */
    static final String OF_A_KILL_FOR_MEMORY =
            "the kernel ended the process: the machine or its control group had no memory left";

    private LastWords() {}

    /** Where native code crashed, as a crash report says; empty if the lines are none. */
    static Optional<String> ofCrash(List<String> report) {
        int frame = report.indexOf(FRAME);
        if (frame < 0 || frame + 1 >= report.size()) {
            return Optional.empty();
        }
        String signal = report.stream()
                .filter(line -> line.matches("# +SIG.*"))
                .findFirst()
                .map(line -> line.replaceFirst("# +(\\w+).*", "$1"))
                .orElse("by no signal");
        return Optional.of("native code crashed: " + signal + " in "
                + report.get(frame + 1).replaceFirst("^# *", ""));
    }

    /** The last lines of an output that can be a reason, as one; empty if there are none. */
    static String of(List<String> output) {
        List<String> lines = output.stream()
                .filter(line -> !line.isBlank() && !line.matches(NOTE))
                .toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    /** Whether a process was ended by SIGKILL: it had no time for last words. */
    static boolean isKill(int status) {
        return status == 128 + 9;
    }

    /** How a process ended. */
    static String exit(int status) {
        return status > 128 && status < 160
                ? "the process ended by signal " + (status - 128)
                : "the process ended with exit status " + status;
    }
}
