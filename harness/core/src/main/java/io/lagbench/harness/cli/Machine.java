package io.lagbench.harness.cli;

import io.lagbench.harness.execute.ExecutorFactory;
import io.lagbench.harness.host.Host;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What runs are executed on.
 *
 * @param probe looks at this machine
 * @param observation looks what other programs do on it, before trials run
 * @param executors where trials are executed
 */
record Machine(Supplier<Host> probe, UnaryOperator<Host> observation, ExecutorFactory executors) {}
