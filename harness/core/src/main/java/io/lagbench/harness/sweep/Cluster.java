package io.lagbench.harness.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs shards of a sweep on other machines, each by {@code lagbench run --plan SWEEP --shard I/N} of an installation there. Found by
 * {@link java.util.ServiceLoader}.
 */
public interface Cluster {

    /** The masters that it takes, in words, for messages: such as {@code spark://HOST:PORT}. */
    String masters();

    /** Whether a master is one of them. */
    boolean accepts(String master);

    /** Why it cannot be used in this process, and what to do; empty if it can. */
    Optional<String> problem();

    /**
     * Runs shards until each has ended.
     *
     * @param ended told of each, on any thread, one at a time
     * @throws io.lagbench.harness.plan.NotNowException if the master cannot be reached, or gives up
     * @throws io.lagbench.harness.plan.ConfigurationException if a setting is none
     */
    void run(Order order, Consumer<ShardReport> ended) throws InterruptedException;

    /**
     * What is to be run.
     *
     * @param name for the cluster's own displays
     * @param master where, as {@link #accepts} takes it
     * @param sweep folder of the sweep; machines that do not share it get its files sent
     * @param shards which parts of it
     * @param settings of the cluster, by name, over those that it takes by itself
     * @param launcher the program {@code lagbench} on the machines
     */
    record Order(
            String name, String master, Path sweep, List<Shard> shards, Map<String, String> settings, Path launcher) {
        /** Copies what it is given. */
        public Order {
            shards = List.copyOf(shards);
            settings = Map.copyOf(settings);
        }
    }
}
