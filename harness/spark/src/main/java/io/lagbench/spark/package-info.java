/**
 * Shards of a sweep as tasks of Apache Spark. {@link io.lagbench.spark.SparkCluster} and what it calls run in the driver;
 * {@link io.lagbench.spark.ShardTask} and what it returns are sent to executors, which have this module and nothing else of the
 * product on their class path: they start {@code lagbench run} as a process of its own.
 */
package io.lagbench.spark;
