package io.lagbench.lstm.simd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Threads on which the parts of a batch are computed, the caller's among them. */
final class PartThreads implements AutoCloseable {
    /** Environment variable of OpenMP: where it limits the threads of native kernels it limits these. */
    private static final String WANTED = "OMP_NUM_THREADS";

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
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int other = 1; other < used; other++) {
            running.add(CompletableFuture.runAsync(turn, others()));
        }
        try {
            turn.run();
        } finally {
            next.set(parts.size()); // if it failed the others end early; arrays are in use until then
            running.forEach(CompletableFuture::join);
        }
    }

    private ExecutorService others() {
        if (others == null) {
            others = Executors.newFixedThreadPool(count - 1, work -> {
                Thread thread = new Thread(work, "lagbench-simd");
                thread.setDaemon(true);
                return thread;
            });
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
