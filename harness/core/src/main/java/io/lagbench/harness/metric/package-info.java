/**
 * What a trial is measured by: each {@link io.lagbench.harness.metric.Metric} says once what its column means, in which unit,
 * and which way is better; files, tables, gates and plots follow from the list. Whoever measures calls it; it calls nobody.
 */
package io.lagbench.harness.metric;
