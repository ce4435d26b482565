/**
 * Clock, latency distributions and memory. Knows neither DL4J nor files of a run; the trial loop calls it between, never
 * inside, its two clock reads except for the reads themselves.
 */
package io.lagbench.harness.measure;
