package io.lagbench.harness.trial;

import io.lagbench.harness.plan.TrialSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one trial: what it is to do, and what it leaves beside its rows.
 *
 * @param folder where they lie
 */
public record TrialFiles(Path folder) {

    /** The files of a trial among those of its run. */
    public static TrialFiles of(Path trials, TrialSpec trial) {
        return new TrialFiles(trials.resolve(trial.id()));
    }

    /** What the trial is to do: its line of plan.jsonl. */
    public Path spec() {
        return folder.resolve("trial.json");
    }

    /** Its latency histograms. */
    public Path latencies() {
        return folder.resolve("latency.hlog");
    }

    /** What its process printed and was no event. */
    public Path stdout() {
        return folder.resolve("stdout.log");
    }

    /** What its process printed to standard error. */
    public Path stderr() {
        return folder.resolve("stderr.log");
    }

    /** What its JVM leaves when native code crashes. */
    public Path crashReport() {
        return folder.resolve("hs_err.log");
    }

    /** Writes what the trial is to do, and makes the folder. */
    public void write(TrialSpec trial) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(spec(), trial.toJson() + "\n");
    }

    /** Reads what the trial is to do. */
    public TrialSpec read() throws IOException {
        if (!Files.isRegularFile(spec())) {
            throw new IOException(folder + ": has no trial.json; allowed: the folder of a trial that run made");
        }
        return TrialSpec.fromJson(Files.readString(spec()).strip());
    }
}
