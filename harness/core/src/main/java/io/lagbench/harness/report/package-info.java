/**
 * Tables and text for people, made from the CSV files of a run, so that a committed run can be rendered again at any
 * time. Measures nothing.
 */
package io.lagbench.harness.report;
