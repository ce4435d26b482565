/**
 * The memory cell of Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9(8), 1997, as an engine: its
 * {@link io.lagbench.lstm1997.Topology}, the truncated gradient that is computed while a sequence runs forward, and the
 * steps of the optimizers. Plain Java in double precision; nothing is public but the provider.
 *
 * <p>What memory cells compute at every step adds products by {@link java.lang.Math#fma}: one instruction of every processor that has
 * AVX2, or of ARM's 64-bit ones, and very slow, though as exact, on one that lacks it.
 */
package io.lagbench.lstm1997;
