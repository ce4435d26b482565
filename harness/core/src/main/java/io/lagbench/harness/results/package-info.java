/**
 * The files of a run: one definition of every CSV column, writers that append whole rows, the run directory, and a reader.
 * Knows what a trial found; runs nothing and prints nothing.
 */
package io.lagbench.harness.results;
