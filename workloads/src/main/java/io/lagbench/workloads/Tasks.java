package io.lagbench.workloads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The tasks on the class path. */
public final class Tasks {
    private Tasks() {}

    /** All providers, by name. */
    public static List<TaskProvider> all() {
        List<TaskProvider> providers = new ArrayList<>();
        ServiceLoader.load(TaskProvider.class).forEach(providers::add);
        providers.sort(Comparator.comparing(TaskProvider::name));
        return providers;
    }

    /** The provider of a name. */
    public static Optional<TaskProvider> find(String name) {
        return all().stream().filter(provider -> provider.name().equals(name)).findFirst();
    }
}
