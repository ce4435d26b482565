package io.lagbench.harness.stats;

import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** Whether one of two samples tends to larger values. */
public final class MannWhitney {
    private MannWhitney() {}

    /**
     * The two-sided p value of the U test (Mann and Whitney, The Annals of Mathematical Statistics 18, 1947): exact for
     * small samples without ties, else by the normal approximation. With three values a side and no ties it cannot fall
     * below 0.1. 1 if all values are the same.
     *
     * @param a at least one value
     * @param b at least one value
     */
    public static double pValue(double[] a, double[] b) {
        double p = MannWhitneyUTest.withDefaults().test(a, b).getPValue();
        return Double.isNaN(p) ? 1 : p;
    }
}
