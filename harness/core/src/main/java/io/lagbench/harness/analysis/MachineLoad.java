package io.lagbench.harness.analysis;

import io.lagbench.harness.host.Host;
import io.lagbench.harness.results.StoredRun;
import java.util.Locale;
import java.util.Optional;

/** Whether other work ran beside a measurement, or may have. */
public final class MachineLoad {
    /** Share of the cores for the load average, all that older runs know: it still counts what ended within the last minute. */
    private static final double MOST_ON_AVERAGE = 0.5;

    private MachineLoad() {}

    /** What is to be said of a run that timed trials on a part of the machine; empty if it had all of it. */
    public static Optional<String> shared(StoredRun run) {
        return run.environment().get("logical_cores") instanceof Number cores
                        && run.environment().get("machine_cores") instanceof Number ofMachine
                        && !(run.run().get("jobs") instanceof Number jobs && jobs.intValue() > 1)
                ? Host.shared(cores.intValue(), ofMachine.intValue())
                : Optional.empty();
    }

    /** What is to be said of other programs when a run began; empty if they did not disturb. */
    public static Optional<String> disturbing(StoredRun run) {
        if (!(run.environment().get("logical_cores") instanceof Number cores)) {
            return Optional.empty();
        }
        if (run.environment().get("busy_cores_at_start") instanceof Number busy) {
            return Host.disturbance(busy.doubleValue(), cores.intValue());
        }
        return run.environment().get("load_average_at_start") instanceof Number load
                        && load.doubleValue() > MOST_ON_AVERAGE * cores.doubleValue()
                ? Optional.of(String.format(
                        Locale.ROOT, "the load average was %.1f on %d cores", load.doubleValue(), cores.intValue()))
                : Optional.empty();
    }
}
