/**
 * How long a plan will take, from what was measured on this machine before. Reads run directories, writes and runs nothing;
 * called by the command line only.
 */
package io.lagbench.harness.estimate;
