package io.lagbench.engine;

import io.lagbench.workloads.Setting;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes engines of one kind. Found through {@link java.util.ServiceLoader}; see {@link Engines}. */
public interface EngineProvider {

    /** Name as users write it, as in the key and the column {@code lstm}. */
    String name();

    /** What it is, in one line. */
    String summary();

    /**
     * Keys that this engine adds to those of every workload; a trial has them only if it runs on this engine. Engines that
     * share a key mean the same by it; no task has a key of that name.
     */
    default List<Setting> settings() {
        return List.of();
    }

    /** Backends it is part of. */
    Set<Backend> backends();

    /** Why it cannot do a workload, in one line that names it; empty if it can. Loads nothing. */
    Optional<String> unsupported(NetworkSpec network);

    /** What the JVM needs in which it trains a network. Loads nothing. */
    Launch launch(NetworkSpec network, HostFacts host);

    /**
     * How the names of the variables begin by which its libraries can be steered from outside, such as {@code OMP_}. No trial
     * inherits any of them, whatever its engine; what {@link #launch} sets is set.
     */
    default List<String> variables() {
        return List.of();
    }

    /** Why its results cannot be trusted or waited for on this host, found by running it; empty if they can. Loads native libraries. */
    Optional<String> problem();

    /** The same on more and larger shapes, where it can; may take a minute. */
    default Optional<String> conformanceProblem() {
        return problem();
    }

    /**
     * Whether it is what the others are held against: there on every host, trusted without being checked, and the base of
     * comparisons.
     */
    default boolean baseline() {
        return false;
    }

    /**
     * Whether its hidden layers are other than {@link Model} says, so that what it computes is not what the others compute: it runs
     * where it is named, and is never chosen.
     */
    default boolean ownCell() {
        return false;
    }

    /** Of two engines the one with the larger speed is expected to be faster; equals are timed against each other on the host. */
    default int speed() {
        return 0;
    }

    /**
     * A network.
     *
     * @param weights its initial weights; empty for the engine's own default, drawn from the seed
     * @throws UnsupportedWorkloadException if this engine cannot do what is asked: at least where {@link #unsupported} says
     *     so
     */
    Engine open(NetworkSpec network, Optional<Weights> weights);
}
