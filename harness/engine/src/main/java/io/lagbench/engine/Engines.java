package io.lagbench.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;

/** The engines on the class path. Looking them up loads no native library. */
public final class Engines {
    private Engines() {}

    /** All providers, by name. */
    public static List<EngineProvider> all() {
        List<EngineProvider> providers = new ArrayList<>();
        ServiceLoader.load(EngineProvider.class).forEach(providers::add);
        providers.sort(Comparator.comparing(EngineProvider::name));
        return providers;
    }

    /**
     * The provider of a name.
     *
     * @throws NoSuchElementException if there is none
     */
    public static EngineProvider get(String name) {
        return all().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no engine named " + name));
    }
}
