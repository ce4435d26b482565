/**
 * What is drawn of rows and cells: charts of CSV files for {@code lagbench plot}, and those of the report. Knows neither
 * documents nor sections; {@code report} and the command line call it.
 */
package io.lagbench.harness.figure;
