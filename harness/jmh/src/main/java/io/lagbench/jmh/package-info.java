/**
 * Micro-benchmarks: what a training step, its parts and the harness around it cost. {@code java -jar benchmarks.jar} runs them
 * with JMH and its options; {@link io.lagbench.jmh.FitTable} compares whole fits in one process. Nothing depends on this
 * package.
 */
package io.lagbench.jmh;
