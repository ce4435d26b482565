package io.lagbench.spark;

import io.lagbench.harness.sweep.Cluster;
import io.lagbench.harness.sweep.ShardReport;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Apache Spark, from the folder that SPARK_HOME names: this class is loaded without it. */
public final class SparkCluster implements Cluster {
    private static final Pattern MASTER = Pattern.compile(
            "local(\\[(\\d+|\\*)(, *\\d+)?])?|local-cluster\\[ *\\d+ *, *\\d+ *, *\\d+ *]|spark://.+|yarn|k8s://.+");

    /** Made by {@link java.util.ServiceLoader}. */
    public SparkCluster() {}

    @Override
    public String masters() {
        return "spark://HOST:PORT, yarn, k8s://URL, local[N], local-cluster[WORKERS,CORES,MB]";
    }

    @Override
    public boolean accepts(String master) {
        return MASTER.matcher(master).matches();
    }

    @Override
    public Optional<String> problem() {
        try {
            Class.forName("org.apache.spark.SparkContext", false, SparkCluster.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.of(
                    "Spark is not there; SPARK_HOME has to name the folder of Apache Spark 4 for Scala 2.13, with"
                            + " its jars");
        }
    }

    @Override
    public void run(Order order, Consumer<ShardReport> ended) throws InterruptedException {
        new SparkJob(order, ended).run();
    }
}
