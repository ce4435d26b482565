package io.lagbench.workloads;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Where the symbol that decides a sequence's last answer stands, one of several cues side by side in the alphabet, and how it is
 * perturbed.
 *
 * @param step step of the cue
 * @param cue first of the cues among the inputs
 * @param answer output of the first cue's answer; those of the others follow
 * @param classes number of cues
 */
record CueRecall(int step, int cue, int answer, int classes) {
    private static final long SWAP_SEED = -1;

    /**
     * Perturbs every sequence of a batch, as {@link Task#perturb}.
     *
     * <p>Symbols trade places at random; the last one before the answer stays, since where every step carries loss it tells
     * that the answer is due.
     */
    void perturb(Batch batch, Perturbation perturbation) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SWAP_SEED);
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int last = batch.length(sequence) - 1;
            switch (perturbation) {
                case FLIP -> {
                    int flipped = (inputs.get(sequence, step) - cue + 1) % classes;
                    inputs.set(sequence, step, cue + flipped);
                    targets.set(sequence, last, answer + flipped);
                }
                case BLANK -> inputs.set(sequence, step, SymbolSequences.NONE);
                case SWAP -> swap(inputs, sequence, last - 1, random);
            }
        }
    }

    private void swap(SymbolSequences inputs, int sequence, int end, RandomGenerator random) {
        int first = step + 1;
        for (int place = end; place > first; place--) {
            int other = first + random.nextInt(place - first + 1);
            int symbol = inputs.get(sequence, place);
            inputs.set(sequence, place, inputs.get(sequence, other));
            inputs.set(sequence, other, symbol);
        }
    }
}
