/**
 * How numbers, times and what went wrong with a file are written for people, whatever the locale. Any room that tells people something may call it; it knows
 * nothing but statistics. And the one way in which what is alike gets a short name.
 */
package io.lagbench.harness.format;
