package io.lagbench.harness.execute;

import io.lagbench.harness.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Times of engines as they are kept from one run to the next: a timing that came out otherwise each time would put the trials of
 * one workload on different engines. A file for each kind of host and Java.
 */
final class EngineTimesFile {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final String host;

    /** What a file holds. */
    private record Content(String host, List<EngineTimes.Time> times) {}

    /**
     * @param folder where it lies
     * @param where what the times depend on beside the host: class path and backend
     */
    EngineTimesFile(Path folder, Host host, String where) {
        this.host = String.join(", ", host.cpu(), host.usableCores() + " cores", "Java " + Runtime.version(), where);
        this.file = folder.resolve("lagbench-engine-times-" + Integer.toHexString(this.host.hashCode()) + ".json");
    }

    /** What was kept; nothing where there is no file, or one of another host. */
    List<EngineTimes.Time> read() {
        try {
            Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
            return host.equals(content.host) && content.times != null ? content.times : List.of();
        } catch (IOException | JacksonException e) {
            return List.of(); // then they are measured again
        }
    }

    /** Keeps times; says why they could not be. */
    Optional<String> write(List<EngineTimes.Time> times) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, JSON.writeValueAsBytes(new Content(host, times)));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
