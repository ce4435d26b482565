/**
 * Two sides held against each other, cell by cell: two runs, or two values of a column of one run. Judges, prints nothing;
 * the report and the command line say it in words.
 */
package io.lagbench.harness.compare;
