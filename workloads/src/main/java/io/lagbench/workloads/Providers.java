package io.lagbench.workloads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * Providers of one service on the class path, looked up once for each class loader: a plan asks for them at every trial, and a
 * look into the jars takes as long as planning a hundred. They stay as long as this process.
 *
 * @param <S> the service; providers have no state
 */
public final class Providers<S> {
    private final Class<S> service;
    private final Comparator<S> order;
    private final Map<ClassLoader, List<S>> found = new HashMap<>();

    /**
     * Providers that have not been looked up yet.
     *
     * @param name by which they are ordered
     */
    public Providers(Class<S> service, Function<S, String> name) {
        this.service = service;
        this.order = Comparator.comparing(name);
    }

    /**
     * All that the context class loader of this thread sees, by name.
     *
     * @throws java.util.ServiceConfigurationError if one cannot be loaded
     */
    public synchronized List<S> all() {
        return found.computeIfAbsent(Thread.currentThread().getContextClassLoader(), this::load);
    }

    private List<S> load(ClassLoader loader) {
        List<S> providers = new ArrayList<>();
        ServiceLoader.load(service, loader).forEach(providers::add);
        providers.sort(order);
        return List.copyOf(providers);
    }
}
