/**
 * How numbers, times and what went wrong with a file are written for people, whatever the locale. Anybody may call it; it knows
 * nothing but statistics.
 */
package io.lagbench.harness.format;
