package io.lagbench.harness.trial;

import java.io.PrintStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries events from a trial's process to its parent: one JSON object a line on standard output, behind a mark, because
 * native libraries print there too. Lines without the mark belong to the log.
 */
public final class EventChannel {
    private static final String MARK = "@lagbench ";
    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;

    /** A channel that writes to {@code out}. */
    public EventChannel(PrintStream out) {
        this.out = out;
    }

    /** Sends an event. A line break goes ahead of it, in case native code left an unfinished line. */
    public void send(TrialEvent event) {
        out.print("\n" + MARK + JSON.writeValueAsString(event) + "\n");
        out.flush();
    }

    /**
     * The event of a line; empty if the line is none, as when it was cut.
     */
    public static Optional<TrialEvent> parse(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(line.substring(MARK.length()), TrialEvent.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
