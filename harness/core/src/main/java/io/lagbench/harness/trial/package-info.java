/**
 * One trial: warm-up, measurement, evaluation, and the words in which a trial's process tells its parent what happened.
 * Sees engines through their seam only; the clock is injected.
 */
package io.lagbench.harness.trial;
