/** Runs in the formats of other tools: one class a format, found by {@link java.util.ServiceLoader}. */
package io.lagbench.harness.export;
