package io.lagbench.lstm.simd;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Threads on which the parts of a batch are computed, the caller's among them. */
final class PartThreads implements AutoCloseable {
    /** Environment variable of OpenMP: where it limits the threads of native kernels it limits these. */
    private static final String WANTED = "OMP_NUM_THREADS";

    private static final long IDLE_SECONDS = 10;

    private final int count;
    private ExecutorService others;

    /** @param count at least 1 */
    PartThreads(int count) {
        this.count = count;
    }

    /** As many as OpenMP would take: those that its variable names, else one a processor. */
    static int wanted() {
        String named = System.getenv(WANTED);
        return named != null && named.matches("[1-9][0-9]{0,5}")
                ? Integer.parseInt(named)
                : Runtime.getRuntime().availableProcessors();
    }

    /** Does something with each part, and returns once it is done. Throws what a part throws. */
    void each(List<SequencePart> parts, Consumer<SequencePart> work) {
        int used = Math.min(count, parts.size());
        AtomicInteger next = new AtomicInteger();
        Runnable turn = () -> {
            for (int part = next.getAndIncrement(); part < parts.size(); part = next.getAndIncrement()) {
                work.accept(parts.get(part));
            }
        };
        CompletableFuture<?>[] running = new CompletableFuture<?>[Math.max(0, used - 1)];
        for (int other = 0; other < running.length; other++) {
            running[other] = CompletableFuture.runAsync(turn, others());
        }
        CompletableFuture<Void> rest = CompletableFuture.allOf(running);
        try {
            turn.run();
        } finally {
            next.set(parts.size()); // if it failed the others end early; arrays are in use until then
            rest.exceptionally(failure -> null).join();
        }
        try {
            rest.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException exception ? exception : e;
        }
    }

    /** They end when they have been idle for a while: DL4J does not close its layers with the network. */
    private ExecutorService others() {
        if (others == null) {
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    count - 1, count - 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                        Thread thread = new Thread(work, "lagbench-simd");
                        thread.setDaemon(true);
                        return thread;
                    });
            pool.allowCoreThreadTimeOut(true);
            others = pool;
        }
        return others;
    }

    @Override
    public void close() {
        if (others != null) {
            others.shutdown();
        }
    }
}
