/**
 * Where and how trials are executed: the seam {@link io.lagbench.harness.execute.TrialExecutor} and what is behind it, a
 * forked JVM a trial or this one. Called by a run, which knows the seam only, and by who chooses the executor. Executors
 * write no rows; they load no native library of ND4J into this process unless trials run in it.
 */
package io.lagbench.harness.execute;
