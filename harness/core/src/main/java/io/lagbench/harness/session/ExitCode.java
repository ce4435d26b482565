package io.lagbench.harness.session;

/** Exit codes of the command line, part of the contract with scripts and with whoever runs shards. */
public final class ExitCode {
    /** All is done, and nothing speaks against what there is. */
    public static final int OK = 0;
    /** A gate or an {@code expect:} of a suite entry failed. */
    public static final int GATE_FAILED = 1;
    /** Usage or configuration error. */
    public static final int USAGE = 2;
    /** Some trial ended in error or crashed, or is unsupported (the rest is complete), or output could not be written. */
    public static final int TRIAL_FAILED = 3;
    /** The asked backend cannot be used. */
    public static final int BACKEND_UNUSABLE = 4;

    /** A fault of this program, as sysexits.h has it. */
    public static final int INTERNAL_FAULT = 70;

    /** Not done, and the same may be tried again, as sysexits.h has it: another run is going on, interrupted, a full disk. */
    public static final int TRY_AGAIN = 75;

    /** From here on the status of a process that a signal ended, as shells have it. */
    private static final int SIGNALS = 128;

    private ExitCode() {}

    /** Whether all trials that a run had to do have their rows. */
    static boolean isWhole(int code) {
        return code == OK || code == TRIAL_FAILED;
    }

    /** Whether the same may be tried again: so the program says, or it was ended before it could. */
    static boolean mayBeTriedAgain(int code) {
        return code == TRY_AGAIN || code > SIGNALS;
    }

    /** The exit code for how a session ended. */
    public static int of(SessionEnd end) {
        return switch (end) {
            case OK -> OK;
            case GATE_FAILED -> GATE_FAILED;
            case TRIAL_FAILED -> TRIAL_FAILED;
            case LEFT, UNWRITABLE, INTERRUPTED -> TRY_AGAIN;
        };
    }
}
