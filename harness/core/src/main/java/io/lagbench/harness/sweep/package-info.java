/**
 * A plan that is run in parts, on one machine or many, by whatever starts processes there, and put together again. Modules for
 * clusters implement {@link io.lagbench.harness.sweep.Cluster}.
 */
package io.lagbench.harness.sweep;
