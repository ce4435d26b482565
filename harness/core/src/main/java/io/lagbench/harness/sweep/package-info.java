/** A plan that is run in parts, on one machine or many, by whatever starts processes there, and put together again. */
package io.lagbench.harness.sweep;
