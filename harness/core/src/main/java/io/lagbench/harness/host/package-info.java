/**
 * The machine that this process runs on and what it may use of it. Knows no other room; whoever sizes, starts or records
 * trials asks here, so that a limit is read in one place.
 */
package io.lagbench.harness.host;
