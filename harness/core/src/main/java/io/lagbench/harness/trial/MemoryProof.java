package io.lagbench.harness.trial;

/**
 * What becomes of the answers that need memory when inputs change; see {@link io.lagbench.workloads.Perturbation}.
 *
 * @param sequences sequences of the evaluation that were changed
 * @param flipAccuracy share of answers that follow the changed symbol
 * @param blankAccuracy share of right answers without that symbol
 * @param swapAccuracy share of right answers when only symbols that do not matter change
 */
public record MemoryProof(int sequences, double flipAccuracy, double blankAccuracy, double swapAccuracy) {
    private static final double RIGHT = 0.99;

    /** Standard errors by which answers at chance may lie above it. */
    private static final double SIGMAS = 4;

    /**
     * Whether the network remembers: at least 99 % of the answers follow the symbol and none of what does not matter, and
     * without the symbol they are at chance.
     *
     * @param chance accuracy without memory
     * @param exhaustive whether the sequences are all there are, so that chance is exact
     */
    public boolean remembers(double chance, boolean exhaustive) {
        double reach = exhaustive ? 1e-9 : SIGMAS * Math.sqrt(chance * (1 - chance) / sequences);
        return flipAccuracy >= RIGHT && swapAccuracy >= RIGHT && blankAccuracy <= chance + reach;
    }
}
