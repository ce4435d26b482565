/**
 * The memory cell of Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9(8), 1997, as an engine: its
 * {@link io.lagbench.lstm1997.Topology}, the truncated gradient that is computed while a sequence runs forward, and the
 * steps of the optimizers. Plain Java in double precision; nothing is public but the provider.
 */
package io.lagbench.lstm1997;
