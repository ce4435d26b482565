/** Charts as SVG and PNG. Knows numbers and names, nothing of runs or files. */
package io.lagbench.harness.chart;
