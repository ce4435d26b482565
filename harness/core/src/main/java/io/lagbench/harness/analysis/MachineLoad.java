package io.lagbench.harness.analysis;

import io.lagbench.harness.results.StoredRun;
import java.util.Locale;
import java.util.Optional;

/** Whether other work ran beside a measurement. */
public final class MachineLoad {
    /** Share of the cores that may be busy with other things. */
    private static final double MOST = 0.25;

    /** The same for the load average, all that older runs know: it still counts what ended within the last minute. */
    private static final double MOST_ON_AVERAGE = 0.5;

    private MachineLoad() {}

    /**
     * What is to be said of other programs.
     *
     * @param busy cores that they keep busy; negative where nobody knows
     * @return empty if they do not disturb
     */
    public static Optional<String> disturbing(double busy, int cores) {
        return busy <= MOST * cores
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "other programs keep %.1f of %d cores busy", busy, cores));
    }

    /** The same of a run, when it began. */
    public static Optional<String> disturbing(StoredRun run) {
        if (!(run.environment().get("logical_cores") instanceof Number cores)) {
            return Optional.empty();
        }
        if (run.environment().get("busy_cores_at_start") instanceof Number busy) {
            return disturbing(busy.doubleValue(), cores.intValue());
        }
        return run.environment().get("load_average_at_start") instanceof Number load
                        && load.doubleValue() > MOST_ON_AVERAGE * cores.doubleValue()
                ? Optional.of(String.format(
                        Locale.ROOT, "the load average was %.1f on %d cores", load.doubleValue(), cores.intValue()))
                : Optional.empty();
    }
}
