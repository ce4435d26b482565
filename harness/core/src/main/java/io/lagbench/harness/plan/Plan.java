package io.lagbench.harness.plan;

import java.util.List;
import java.util.Set;

/**
 * Everything one run will do, in order.
 *
 * @param suite name of the suite
 * @param trials at least one; no two are equal
 * @param gates what must hold afterwards
 */
public record Plan(String suite, List<TrialSpec> trials, List<Gate> gates) {

    /**
     * A share of trials that must be solved.
     *
     * @param source where it is written
     * @param trials ids of the trials it is about
     * @param solvedShare least share solved, in 0 to 1
     */
    public record Gate(String source, Set<String> trials, double solvedShare) {}
}
