package io.lagbench.harness.trial;

import io.lagbench.harness.measure.LatencySummary;
import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;

/** The latency distribution of one stage in one phase of a trial. */
public record StageLatency(Stage stage, Phase phase, LatencySummary summary) {}
