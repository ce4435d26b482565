package io.lagbench.harness.sweep;

import java.util.Map;

/**
 * How a shard ended that ran on another machine.
 *
 * @param host name of the machine
 * @param exitCode of {@code lagbench run}
 * @param words the last that it said on standard error; empty if nothing
 * @param attempt name of the attempt's folder, empty if there is none to be kept
 * @param files of the attempt, by path within its folder, where the machine does not share the sweep's; without logs and histograms
 */
public record ShardReport(
        Shard shard, String host, int exitCode, String words, String attempt, Map<String, byte[]> files) {
    /** Copies what it is given. */
    public ShardReport {
        files = Map.copyOf(files);
    }
}
