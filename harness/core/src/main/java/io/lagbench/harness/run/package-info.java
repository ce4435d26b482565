/**
 * A run of a plan: its trials handed to an executor, the rows that come back, what ran where, progress, and the locks that
 * keeps runs apart. Called by a session. Trains nothing, starts no process and knows no executor.
 */
package io.lagbench.harness.run;
