package io.lagbench.harness.plan;

import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Engines that only some builds have. Suites can name them in every build. */
final class EnginesOfProfiles {
    private static final String FILE = "engines-of-profiles.properties";

    private EnginesOfProfiles() {}

    private static Properties commands() {
        Properties commands = new Properties();
        try (InputStream in = EnginesOfProfiles.class.getResourceAsStream(FILE)) {
            commands.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return commands;
    }

    /** Names of all engines, those of this build and those of others. */
    static List<String> withThoseOfThisBuild() {
        return Stream.concat(built(), commands().stringPropertyNames().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> built() {
        return Engines.all().stream().map(EngineProvider::name);
    }

    /**
     * Checks that an engine is in this build.
     *
     * @throws BackendUnusableException if it is not; the message has the command that builds it
     */
    static void requireBuilt(String engine) {
        if (built().noneMatch(engine::equals)) {
            throw new BackendUnusableException("lstm " + engine + " is not in this build; build it: "
                    + commands().getProperty(engine));
        }
    }
}
