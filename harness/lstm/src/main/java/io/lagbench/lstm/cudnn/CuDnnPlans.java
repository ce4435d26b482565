package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.memory.PlanCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudnn.cudnnContext;

/**
 * The plans of a kernel, and by which algorithm each shape is computed: the one that is asked for where cuDNN has it, else the standard
 * one; where none is asked for, the fastest of those that cuDNN has. That is measured, once for each shape in a process.
 */
final class CuDnnPlans implements AutoCloseable {
    private static final int MEASURED_PASSES = 3;

    /** The first pass by an algorithm may have to load it. */
    private static final long LOADING_NANOS = 200_000_000;

    /** A first pass that takes so many times as long as the fastest algorithm, and the loading, is enough. */
    private static final int HOPELESS = 2;

    /** Those that may be much faster first, so that the others can be given up early. */
    private static final List<CuDnnAlgorithm> ALL =
            List.of(CuDnnAlgorithm.PERSIST_STATIC_SMALL_H, CuDnnAlgorithm.PERSIST_STATIC, CuDnnAlgorithm.STANDARD);

    /** What was measured in this process, on its one device. */
    private static final Map<Question, CuDnnAlgorithm> ANSWERS = new ConcurrentHashMap<>();

    /**
     * What the algorithm depends on.
     *
     * @param training whether the pass goes backward too
     * @param among algorithms to choose from
     */
    private record Question(LstmShape shape, boolean training, boolean tf32, List<CuDnnAlgorithm> among) {}

    private record PlanKey(LstmShape shape, CuDnnAlgorithm algorithm) {}

    /** A pass on whatever is in memory, for its time. */
    @FunctionalInterface
    interface Rehearsal {
        /**
         * Runs it to its end.
         *
         * @throws CuDnnNotSupportedException if cuDNN has no such pass
         */
        void run(CuDnnLstmPlan plan, boolean training);
    }

    private final boolean tf32;
    private final List<CuDnnAlgorithm> among;
    private final Rehearsal rehearsal;
    private final PlanCache<PlanKey, Optional<CuDnnLstmPlan>> plans;

    /**
     * @param asked the algorithm to take where cuDNN has it; empty for the fastest
     */
    CuDnnPlans(cudnnContext handle, boolean tf32, Optional<CuDnnAlgorithm> asked, Rehearsal rehearsal) {
        this.tf32 = tf32;
        this.among = asked.map(List::of).orElse(ALL);
        this.rehearsal = rehearsal;
        this.plans = new PlanCache<>(
                key -> CuDnnLstmPlan.ifSupported(handle, key.shape(), tf32, key.algorithm()),
                plan -> plan.ifPresent(CuDnnLstmPlan::close));
    }

    /** The plan of a pass; runs rehearsals if this process has not seen its like. */
    CuDnnLstmPlan get(LstmShape shape, boolean training) {
        Question question = new Question(shape, training, tf32, among);
        CuDnnAlgorithm answer = ANSWERS.get(question);
        if (answer == null) {
            answer = fastest(question);
            ANSWERS.put(question, answer);
        }
        return required(shape, answer);
    }

    private CuDnnLstmPlan required(LstmShape shape, CuDnnAlgorithm algorithm) {
        return plan(shape, algorithm)
                .orElseThrow(() -> new IllegalStateException(
                        "cuDNN does not support its algorithm " + algorithm + " at " + shape));
    }

    private Optional<CuDnnLstmPlan> plan(LstmShape shape, CuDnnAlgorithm algorithm) {
        return plans.get(new PlanKey(shape, algorithm));
    }

    private List<CuDnnLstmPlan> candidates(LstmShape shape) {
        List<CuDnnLstmPlan> supported = among.stream()
                .flatMap(algorithm -> plan(shape, algorithm).stream())
                .toList();
        return supported.isEmpty() ? List.of(required(shape, CuDnnAlgorithm.STANDARD)) : supported;
    }

    private CuDnnAlgorithm fastest(Question question) {
        CuDnnAlgorithm fastest = CuDnnAlgorithm.STANDARD;
        List<CuDnnLstmPlan> candidates = candidates(question.shape());
        if (candidates.size() == 1 && candidates.get(0).algorithm() == fastest) {
            return fastest;
        }
        boolean alone = candidates.size() == 1; // it has only to be tried
        long least = Long.MAX_VALUE;
        for (CuDnnLstmPlan plan : candidates) {
            try {
                long nanos = alone ? once(plan, question.training()) : nanos(plan, question.training(), least);
                if (nanos < least) {
                    least = nanos;
                    fastest = plan.algorithm();
                }
            } catch (CuDnnNotSupportedException e) {
                // some combinations are refused only when they are to run
            }
        }
        return fastest;
    }

    /**
     * The shortest time of a pass.
     *
     * @param least that of the fastest algorithm so far
     */
    private long nanos(CuDnnLstmPlan plan, boolean training, long least) {
        long shortest = once(plan, training);
        for (int pass = 0; pass < MEASURED_PASSES && (shortest - LOADING_NANOS) / HOPELESS < least; pass++) {
            shortest = Math.min(shortest, once(plan, training));
        }
        return shortest;
    }

    private long once(CuDnnLstmPlan plan, boolean training) {
        long start = System.nanoTime();
        rehearsal.run(plan, training);
        return System.nanoTime() - start;
    }

    /** Memory on the device that a pass takes, by whichever algorithm that it may be computed by. */
    long bytes(LstmShape shape, boolean training) {
        return candidates(shape).stream()
                .mapToLong(plan -> plan.bytes(training))
                .max()
                .orElseThrow();
    }

    /** In words, for a plan that was made here: its algorithm, and the one that was asked for if it is another. */
    String algorithm(CuDnnLstmPlan plan) {
        String used = plan.algorithm().toString();
        return among.contains(plan.algorithm()) ? used : used + ", " + among.get(0) + " is not supported";
    }

    /** In words, before there is a plan. */
    String asked() {
        return among.size() == 1 ? among.get(0).toString() : "auto";
    }

    @Override
    public void close() {
        plans.close();
    }
}
