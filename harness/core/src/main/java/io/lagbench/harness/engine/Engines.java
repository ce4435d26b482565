package io.lagbench.harness.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;

/** The LSTM implementations on the class path. Looking them up loads no native library. */
public final class Engines {
    /** The implementation that is DL4J's own: there on every host, and what the others are held against. */
    public static final String STOCK = "stock";

    private Engines() {}

    /** All providers, by name. */
    public static List<EngineProvider> all() {
        List<EngineProvider> providers = new ArrayList<>();
        ServiceLoader.load(EngineProvider.class).forEach(providers::add);
        providers.sort(Comparator.comparing(EngineProvider::lstm));
        return providers;
    }

    /**
     * The provider of a name.
     *
     * @throws NoSuchElementException if there is none
     */
    public static EngineProvider get(String lstm) {
        return all().stream()
                .filter(provider -> provider.lstm().equals(lstm))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no LSTM implementation named " + lstm));
    }
}
