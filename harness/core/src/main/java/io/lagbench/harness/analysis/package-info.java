/**
 * What rows of runs say together: cells, their names, groups that differ in a size, two sides held against each other, gates,
 * and the files that are made of them. Judges, prints nothing; the report and the command line say it in words.
 */
package io.lagbench.harness.analysis;
