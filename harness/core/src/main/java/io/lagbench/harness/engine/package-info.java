/**
 * What trains and predicts. {@link io.lagbench.harness.engine.Engine} is the seam: the trial loop sees nothing else, and
 * DL4J types appear in this package only and never in the seam's signatures. Knows no files and no clocks.
 */
package io.lagbench.harness.engine;
