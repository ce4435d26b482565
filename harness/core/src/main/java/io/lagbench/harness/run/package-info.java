/**
 * The parent's side of a run: the host, one forked JVM per trial with a pinned environment, progress, and the rows that
 * come back. Trains nothing itself and loads no native library of ND4J.
 */
package io.lagbench.harness.run;
