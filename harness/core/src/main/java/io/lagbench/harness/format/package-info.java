/**
 * How numbers, times and what went wrong with a file are written for people, whatever the locale. Any room that tells people something may call it; it knows
 * nothing but statistics.
 */
package io.lagbench.harness.format;
