/**
 * What is measured around a trial beside its latencies: memory and energy. Each probe is a service that the trial loop finds
 * through {@link io.lagbench.harness.metric.TrialProbe}; nobody names one.
 */
package io.lagbench.harness.probe;
