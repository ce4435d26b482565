/** The command line: arguments in, exit code out. The only place that ends the JVM; nobody depends on it. */
package io.lagbench.harness.cli;
