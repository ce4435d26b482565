package io.lagbench.harness.analysis;

/**
 * A pair with its ratio in one measure.
 *
 * @param pair the same workload on both sides
 * @param ratio how many times better the contender is
 */
public record PairRatio(Pair pair, Ratio ratio) {}
