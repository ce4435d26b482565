package io.lagbench.harness.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a plan is run.
 *
 * @param command the command line, for run.json
 * @param jobs trials at once; with more than one no time is measured
 * @param maxMinutes minutes after which the run ends, with the trial that runs then undone; empty for no limit
 * @param engineTimes times that decided which engine is the fastest for which trial; empty if nothing had to be decided
 * @param goOn the command that goes on with the run, for messages
 * @param interrupted the last thing that is done if a signal ends this process
 */
public record RunOptions(
        List<String> command,
        int jobs,
        OptionalDouble maxMinutes,
        Map<String, Object> engineTimes,
        String goOn,
        Runnable interrupted) {

    /** Checks the number of jobs. */
    public RunOptions {
        if (jobs < 1) {
            throw new IllegalArgumentException("at least one job, not " + jobs);
        }
    }
}
