/**
 * What a report of runs says, section by section, made from the CSV files of runs, so that a committed run can be rendered
 * again at any time. Measures nothing and draws nothing; the command line calls it.
 */
package io.lagbench.harness.report;
