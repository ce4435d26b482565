/**
 * Arithmetic on samples: intervals and fits. Numbers in, numbers out; knows nothing of trials or files.
 */
package io.lagbench.harness.stats;
