package io.lagbench.engine;

import io.lagbench.workloads.Providers;
import java.util.List;
import java.util.NoSuchElementException;

/** The engines on the class path. Looking them up loads no native library. */
public final class Engines {
    private static final Providers<EngineProvider> PROVIDERS =
            new Providers<>(EngineProvider.class, EngineProvider::name);

    private Engines() {}

    /** All providers, by name. */
    public static List<EngineProvider> all() {
        return PROVIDERS.all();
    }

    /** Names of those that are made for the device of a backend: they run on it, and not on the processor. None for the CPU's. */
    public static List<String> ofDevice(Backend backend) {
        return all().stream()
                .filter(provider -> provider.backends().contains(backend))
                .filter(provider -> !provider.backends().contains(Backend.CPU))
                .map(EngineProvider::name)
                .toList();
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
