package io.lagbench.spark;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.results.StoredPlan;
import io.lagbench.harness.sweep.Cluster;
import io.lagbench.harness.sweep.Shard;
import io.lagbench.harness.sweep.ShardReport;
import io.lagbench.harness.sweep.Sweep;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** One Spark job: a partition and so a task for each shard. */
final class SparkJob {
    /** A task that throws and an executor that is lost count among these; a trial that fails does not throw. */
    private static final String FAILURES = "20";

    private final Cluster.Order order;
    private final Consumer<ShardReport> ended;

    SparkJob(Cluster.Order order, Consumer<ShardReport> ended) {
        this.order = order;
        this.ended = ended;
    }

    void run() {
        List<Integer> numbers = order.shards().stream().map(Shard::number).toList();
        int of = order.shards().get(0).of();
        byte[] head;
        byte[] plan;
        try {
            head = Files.readAllBytes(order.sweep().resolve(Sweep.HEAD));
            plan = Files.readAllBytes(order.sweep().resolve(StoredPlan.TRIALS));
        } catch (IOException e) {
            throw new NotNowException(order.sweep() + ": cannot be read (" + FileProblems.describe(e) + ")");
        }
        Path token = order.sweep()
                .resolve("submitted-"
                        + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try {
            Files.createFile(token);
        } catch (IOException e) {
            throw new NotNowException(token + ": cannot be written (" + FileProblems.describe(e) + ")");
        }
        try {
            String name = token.getFileName().toString();
            run(
                    new ShardTask(order.launcher().toString(), order.sweep().toString(), name, head, of),
                    numbers,
                    plan,
                    of);
        } finally {
            token.toFile().delete();
        }
    }

    private void run(ShardTask task, List<Integer> numbers, byte[] plan, int of) {
        try (JavaSparkContext spark = new JavaSparkContext(configuration())) {
            JavaRDD<Integer> shards = spark.parallelize(numbers, numbers.size());
            spark.sc()
                    .runJob(
                            shards.rdd(),
                            new Run(task, spark.broadcast(plan)),
                            CollectionConverters.asScala(IntStream.range(0, numbers.size())
                                            .boxed()
                                            .map(number -> (Object) number)
                                            .toList())
                                    .toSeq(),
                            new Hand(ended, of),
                            ClassTag$.MODULE$.apply(ShardResult.class));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--conf: Spark refuses: " + oneLine(e));
        } catch (Exception e) { // SparkException among them: Scala throws what it does not declare
            throw new NotNowException("Spark gave up: " + oneLine(e) + "; rows that came back are kept");
        }
    }

    private SparkConf configuration() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.app.name", order.name());
        settings.put("spark.jars", ownJar());
        settings.put("spark.task.maxFailures", FAILURES);
        settings.put("spark.ui.showConsoleProgress", "false");
        settings.putAll(order.settings());
        settings.put("spark.master", order.master());
        settings.put("spark.speculation", "false"); // a second copy of a task would measure beside the first
        SparkConf configuration = new SparkConf(true);
        settings.forEach(configuration::set);
        return configuration;
    }

    /** The jar of this module. */
    private static String ownJar() {
        try {
            return Path.of(SparkJob.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    /** What an executor does for a partition. */
    private static final class Run extends AbstractFunction2<TaskContext, Iterator<Integer>, ShardResult>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ShardTask task;
        private final Broadcast<byte[]> plan;

        Run(ShardTask task, Broadcast<byte[]> plan) {
            this.task = task;
            this.plan = plan;
        }

        @Override
        public ShardResult apply(TaskContext context, Iterator<Integer> partition) {
            ResourceInformation devices = context.resourcesJMap().get("gpu");
            try {
                return task.run(
                        partition.next(),
                        plan.value(),
                        context.cpus(),
                        devices == null ? "" : String.join(",", devices.addresses()),
                        context::isInterrupted);
            } catch (IOException e) { // of this machine: Spark tries it on another
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** What the driver does with a result, in the thread that schedules tasks: passes it on. */
    private static final class Hand extends AbstractFunction2<Object, ShardResult, BoxedUnit> {
        private final Consumer<ShardReport> ended;
        private final int of;

        Hand(Consumer<ShardReport> ended, int of) {
            this.ended = ended;
            this.of = of;
        }

        @Override
        public BoxedUnit apply(Object partition, ShardResult result) {
            ended.accept(new ShardReport(
                    new Shard(result.number(), of),
                    result.host(),
                    result.exitCode(),
                    result.words(),
                    result.attempt(),
                    result.files()));
            return BoxedUnit.UNIT;
        }
    }
}
