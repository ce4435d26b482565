package io.lagbench.harness.trial;

import io.lagbench.harness.host.Host;
import java.util.Optional;

/**
 * What became of a trial, wherever it ran.
 *
 * @param result what it found
 * @param host where it ran
 * @param started what ran, as its process told; empty if it ended before its engine existed
 * @param files what it left, on this machine; any may be missing
 */
public record TrialOutcome(TrialResult result, Host host, Optional<TrialEvent.Started> started, TrialFiles files) {

    /** The same with another result. */
    public TrialOutcome with(TrialResult other) {
        return new TrialOutcome(other, host, started, files);
    }
}
