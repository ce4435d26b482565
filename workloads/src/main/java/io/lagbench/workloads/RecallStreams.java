package io.lagbench.workloads;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** The sequences of a {@link RecallTask}: all of them in turn where they are few, else drawn and split by hash. */
final class RecallStreams implements Streams {
    /** Up to this many different sequences, training and evaluation see all of them. */
    private static final int EXHAUSTIVE_LIMIT = 1000;

    private static final int HELD_OUT_SEQUENCES = 1000;
    private static final long EVALUATION_SEED = -1;

    /**
     * Symbols at the end of a sequence that are drawn again until it is held out, 16 times on average: nearly as many of
     * their combinations are, whatever stands before them.
     */
    private static final int REDRAWN = 64;

    private static final long HASH_FACTOR = 0x100000001b3L;

    private final RecallTask task;
    private final Lengths lengths;
    private final long trained;
    private final long evaluated;

    RecallStreams(RecallTask task, Lengths lengths) {
        this.task = task;
        this.lengths = lengths;
        this.trained = space(lengths.training());
        this.evaluated = space(lengths.evaluation());
    }

    /** Number of different sequences of a length, or a number above the limit where there are too many to count. */
    private long space(int length) {
        long count = task.classes();
        if (task.sharedInterior() == null) {
            for (int place = 0; place < length - 2 && count <= EXHAUSTIVE_LIMIT; place++) {
                count *= task.interiorSymbols();
            }
        }
        return count;
    }

    private static boolean areFew(long sequences) {
        return sequences <= EXHAUSTIVE_LIMIT;
    }

    @Override
    public boolean exhaustive() {
        return areFew(trained) && !lengths.differ();
    }

    @Override
    public int evaluationSequences() {
        return areFew(evaluated) ? (int) evaluated : HELD_OUT_SEQUENCES;
    }

    @Override
    public BatchStream training(long seed, boolean shuffle) {
        int length = lengths.training();
        return areFew(trained)
                ? new AllSequences(length, trained, shuffle ? random(seed) : null)
                : new DrawnSequences(length, seed, false);
    }

    @Override
    public BatchStream evaluation() {
        int length = lengths.evaluation();
        return areFew(evaluated)
                ? new AllSequences(length, evaluated, null)
                : new DrawnSequences(length, EVALUATION_SEED, true);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Writes one sequence; steps without loss get no target. */
    private void write(Batch batch, int sequence, int classIndex, int[] interior) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        if (task.variableLengths()) {
            batch.restart(sequence, interior.length + 1);
            task.mark(batch, sequence);
        }
        inputs.set(sequence, 0, task.cue(classIndex));
        for (int i = 0; i < interior.length; i++) {
            inputs.set(sequence, i + 1, interior[i]);
            if (!task.lossAtEndOnly()) {
                targets.set(sequence, i, interior[i]);
            }
        }
        targets.set(sequence, interior.length, task.answer(classIndex));
    }

    /** All sequences in turn, for ever. */
    private final class AllSequences implements BatchStream {
        private final int[] shared = task.sharedInterior();
        private final int[] interior;
        private final int[] order;
        private final RandomGenerator shuffler;
        private int next;

        /** @param shuffler draws an order for each epoch; null for always the same */
        AllSequences(int length, long space, RandomGenerator shuffler) {
            this.interior = new int[length - 2];
            this.order = IntStream.range(0, (int) space).toArray();
            this.shuffler = shuffler;
        }

        @Override
        public void next(Batch batch) {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                if (next == 0 && shuffler != null) {
                    shuffle();
                }
                int number = order[next];
                int rest = number / task.classes();
                for (int i = 0; i < interior.length; i++) {
                    interior[i] = shared != null ? shared[i] : rest % task.interiorSymbols();
                    rest /= task.interiorSymbols();
                }
                write(batch, sequence, number % task.classes(), interior);
                next = (next + 1) % order.length;
            }
        }

        private void shuffle() {
            for (int i = order.length - 1; i > 0; i--) {
                int other = shuffler.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[other];
                order[other] = swapped;
            }
        }
    }

    /** Sequences drawn at random, on one side of the split between training and held-out ones. */
    private final class DrawnSequences implements BatchStream {
        private final RandomGenerator random;
        private final boolean heldOut;
        private final int[] interior;

        DrawnSequences(int length, long seed, boolean heldOut) {
            this.interior = new int[length - 2];
            this.random = random(seed);
            this.heldOut = heldOut;
        }

        @Override
        public void next(Batch batch) {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                int classIndex = random.nextInt(task.classes());
                draw(0);
                int kept = heldOut ? Math.max(0, interior.length - REDRAWN) : 0;
                long hashOfKept = hash(classIndex + 1, 0, kept);
                while (isHeldOut(hash(hashOfKept, kept, interior.length)) != heldOut) {
                    draw(kept);
                }
                write(batch, sequence, classIndex, interior);
            }
        }

        private void draw(int from) {
            for (int i = from; i < interior.length; i++) {
                interior[i] = random.nextInt(task.interiorSymbols());
            }
        }

        private long hash(long before, int from, int to) {
            long hash = before;
            for (int i = from; i < to; i++) {
                hash = (hash ^ interior[i]) * HASH_FACTOR;
            }
            return hash;
        }
    }

    /** The split, by hash: one sequence of sixteen is held out. */
    private static boolean isHeldOut(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return mixed >>> 60 == 0;
    }
}
