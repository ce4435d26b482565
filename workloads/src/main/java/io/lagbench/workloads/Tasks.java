package io.lagbench.workloads;

import java.util.List;
import java.util.Optional;

/** The tasks on the class path. */
public final class Tasks {
    private static final Providers<TaskProvider> PROVIDERS = new Providers<>(TaskProvider.class, TaskProvider::name);

    private Tasks() {}

    /** All providers, by name. */
    public static List<TaskProvider> all() {
        return PROVIDERS.all();
    }

    /** The provider of a name. */
    public static Optional<TaskProvider> find(String name) {
        return all().stream().filter(provider -> provider.name().equals(name)).findFirst();
    }
}
