package io.lagbench.harness.trial;

import io.lagbench.workloads.Score;
import java.util.List;

/**
 * What one trial found. Boxed values are null where not available.
 *
 * @param status how it ended
 * @param error one line on what went wrong, or null
 * @param fits fit calls in MEASUREMENT
 * @param updates parameter updates in MEASUREMENT
 * @param sequences sequences trained on in MEASUREMENT
 * @param trainSeconds sum of the fit latencies
 * @param wallSeconds wall time of MEASUREMENT without its evaluations
 * @param score the last evaluation, or null
 * @param solved whether the task's criterion is met at the last evaluation
 * @param sequencesToSolve sequences trained on at the evaluation from which on it was met; null if not solved
 * @param updatesToSolve updates made then
 * @param secondsToSolve fit time spent then
 * @param peakRssMb peak resident set size of the process
 * @param peakHeapMb peak use of the Java heap
 * @param peakDeviceMb peak use of device memory by all processes
 * @param pipelinedStepsPerSecond time steps per second where fits are not waited for one by one
 * @param proof what becomes of the answers when inputs change; null if not solved, or where the task has no such changes
 * @param latencies one per stage and phase that ran
 */
public record TrialResult(
        Status status,
        String error,
        long fits,
        long updates,
        long sequences,
        double trainSeconds,
        double wallSeconds,
        Score score,
        boolean solved,
        Long sequencesToSolve,
        Long updatesToSolve,
        Double secondsToSolve,
        Double peakRssMb,
        Double peakHeapMb,
        Double peakDeviceMb,
        Double pipelinedStepsPerSecond,
        MemoryProof proof,
        List<StageLatency> latencies) {

    /** The same without latencies and whatever is derived from them: what is not available or was not measured alone. */
    public TrialResult untimed() {
        return new TrialResult(
                status,
                error,
                fits,
                updates,
                sequences,
                Double.NaN,
                Double.NaN,
                score,
                solved,
                sequencesToSolve,
                updatesToSolve,
                null,
                peakRssMb,
                peakHeapMb,
                peakDeviceMb,
                null,
                proof,
                List.of());
    }

    /**
     * A trial whose process gave no result of its own.
     *
     * @param last its last evaluation, or null; what it knew stands
     */
    public static TrialResult ended(Status status, String error, TrialEvent.Evaluated last) {
        return new TrialResult(
                status,
                error,
                0,
                last == null ? 0 : last.update(),
                last == null ? 0 : last.sequences(),
                last == null ? 0 : last.trainSeconds(),
                0,
                last == null ? null : last.score(),
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }
}
