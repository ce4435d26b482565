package io.lagbench.harness.session;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.sweep.Cluster;
import io.lagbench.harness.sweep.Shard;
import io.lagbench.harness.sweep.ShardReport;
import io.lagbench.harness.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Has what is left of a sweep run on a cluster, block by block, and keeps what comes back as attempts. */
public final class SubmitSession {
    private static final long POLL_MILLIS = 200;

    private final Sweep sweep;
    private final Cluster cluster;
    private final PrintWriter err;

    /** @param err receives progress and what failed, a line each */
    public SubmitSession(Sweep sweep, Cluster cluster, PrintWriter err) {
        this.sweep = sweep;
        this.cluster = cluster;
        this.err = err;
    }

    /**
     * How the sweep stands afterwards.
     *
     * @param master as the cluster takes it
     * @param launcher the program {@code lagbench} on the machines of the cluster
     * @throws BackendUnusableException if shards cannot be run there, whenever it is tried
     */
    public SessionEnd execute(String master, Map<String, String> settings, Path launcher) throws InterruptedException {
        // As many shards as blocks: each has one.
        List<Shard> left = sweep.unfinished(sweep.blocks(), sweep.rows().keySet());
        if (left.isEmpty()) {
            err.println("lagbench: " + sweep.path() + ": "
                    + sweep.plan().trials().size() + " trials, all done: nothing to do");
            return stand();
        }
        Cluster.Order order = new Cluster.Order(
                "lagbench " + sweep.plan().suite(), master, sweep.path().toAbsolutePath(), left, settings, launcher);
        List<ShardReport> useless = new ArrayList<>();
        BlockingQueue<ShardReport> reports = new LinkedBlockingQueue<>();
        FutureTask<Void> running = new FutureTask<>(() -> {
            cluster.run(order, reports::add);
            return null;
        });
        Thread runner = new Thread(running, "cluster");
        runner.setDaemon(true);
        runner.start();
        int ended = 0;
        while (!running.isDone() || !reports.isEmpty()) {
            ShardReport report = reports.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (report != null) {
                ended++;
                keep(report);
                err.println("lagbench: shard " + report.shard() + " on " + report.host() + ": exit code "
                        + report.exitCode() + ", " + ended + " of " + left.size() + " shards");
                if (ExitCode.isWhole(report.exitCode())) {
                    continue;
                }
                if (!report.words().isEmpty()) {
                    err.println("  " + report.words());
                }
                if (!ExitCode.mayBeTriedAgain(report.exitCode())) {
                    useless.add(report);
                }
            }
        }
        requireEnded(running);
        if (!useless.isEmpty()) {
            ShardReport first = useless.get(0);
            throw new BackendUnusableException(useless.size() + " of " + left.size() + " shards cannot be run there,"
                    + " whenever it is tried; shard " + first.shard() + " on " + first.host() + ": exit code "
                    + first.exitCode() + (first.words().isEmpty() ? "" : ", " + first.words()));
        }
        return stand();
    }

    /** Passes on what the cluster failed with. */
    private static void requireEnded(FutureTask<Void> running) throws InterruptedException {
        try {
            running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void keep(ShardReport report) {
        if (report.files().isEmpty()) {
            return;
        }
        try {
            sweep.keep(report);
        } catch (IOException e) {
            throw new NotNowException(sweep.path() + ": the rows of shard " + report.shard() + " cannot be written ("
                    + FileProblems.describe(e) + "); it runs again next time");
        }
    }

    private SessionEnd stand() {
        return ShardSession.stand(sweep.plan().trials(), sweep.rows());
    }
}
