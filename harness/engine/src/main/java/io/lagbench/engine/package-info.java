/**
 * What an engine is: {@link io.lagbench.engine.EngineProvider} says what it can do and what its JVM needs,
 * {@link io.lagbench.engine.Engine} trains and predicts. Plain Java on {@code io.lagbench.workloads}; engines implement it,
 * the harness calls it, and neither knows the other. Knows no files and no clocks.
 */
package io.lagbench.engine;
