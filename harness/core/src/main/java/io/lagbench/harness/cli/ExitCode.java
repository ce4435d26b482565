package io.lagbench.harness.cli;

import io.lagbench.harness.session.SessionEnd;

/** Exit codes, part of the contract with scripts. */
final class ExitCode {
    static final int OK = 0;
    /** A gate or an {@code expect:} of a suite entry failed. */
    static final int GATE_FAILED = 1;
    /** Usage or configuration error. */
    static final int USAGE = 2;
    /** Some trial ended in error or crashed, or is unsupported (the rest is complete), or output could not be written. */
    static final int TRIAL_FAILED = 3;
    /** The asked backend cannot be used. */
    static final int BACKEND_UNUSABLE = 4;

    /** A fault of this program, as sysexits.h has it. */
    static final int INTERNAL_FAULT = 70;

    /** Not done, and the same may be tried again, as sysexits.h has it: another run is going on, interrupted, a full disk. */
    static final int TRY_AGAIN = 75;

    private ExitCode() {}

    /** The exit code for how a session ended. */
    static int of(SessionEnd end) {
        return switch (end) {
            case OK -> OK;
            case GATE_FAILED -> GATE_FAILED;
            case TRIAL_FAILED -> TRIAL_FAILED;
            case LEFT, UNWRITABLE, INTERRUPTED -> TRY_AGAIN;
        };
    }
}
