/**
 * From what a user asked (suite file, keys) to an immutable list of trials. Every complaint about input is a
 * {@link io.lagbench.harness.plan.ConfigurationException}. Runs nothing and loads no native library.
 */
package io.lagbench.harness.plan;
