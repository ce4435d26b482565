package io.lagbench.harness.sweep;

import io.lagbench.harness.plan.LengthLadder;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Deals the trials of a plan to shards, the same on every machine. Blocks stay together: all sides of one comparison with the same
 * seed and fork, which on two machines would compare the machines, and a search for the longest lag, whose trials wait for one another. The
 * longest block goes to the shard that has least so far, and so on.
 */
final class Partition {
    private final Plan plan;
    private final double[] seconds;

    /** @param seconds about how long each trial takes, in the order of the plan */
    Partition(Plan plan, double[] seconds) {
        if (seconds.length != plan.trials().size()) {
            throw new IllegalArgumentException("a time for each trial is needed");
        }
        this.plan = plan;
        this.seconds = seconds.clone();
    }

    /** A block: numbers of its trials. */
    record Block(List<Integer> trials, double seconds) {}

    /** What a shard has been dealt so far. */
    private static final class Hand implements Comparable<Hand> {
        private final int shard;
        private final List<Integer> trials = new ArrayList<>();
        private double seconds;

        Hand(int shard) {
            this.shard = shard;
        }

        @Override
        public int compareTo(Hand other) {
            return Comparator.comparingDouble((Hand hand) -> hand.seconds)
                    .thenComparingInt(hand -> hand.trials.size())
                    .thenComparingInt(hand -> hand.shard)
                    .compare(this, other);
        }
    }

    /** The shards' trials, each in the order of the plan; some may have none. */
    List<List<TrialSpec>> shards(int count) {
        List<Block> blocks = blocks();
        blocks.sort(Comparator.comparingDouble(Block::seconds)
                .reversed()
                .thenComparingInt(block -> block.trials().get(0)));
        List<Hand> hands = IntStream.range(0, count).mapToObj(Hand::new).toList();
        PriorityQueue<Hand> leastFirst = new PriorityQueue<>(hands);
        for (Block block : blocks) {
            Hand least = leastFirst.remove();
            least.trials.addAll(block.trials());
            least.seconds += block.seconds();
            leastFirst.add(least);
        }
        return hands.stream()
                .map(hand ->
                        hand.trials.stream().sorted().map(plan.trials()::get).toList())
                .toList();
    }

    /** What stays together. */
    List<Block> blocks() {
        int[] parent = IntStream.range(0, seconds.length).toArray();
        Map<String, Integer> numbers = new HashMap<>();
        Map<Object, Integer> firstOfComparison = new HashMap<>();
        for (int i = 0; i < seconds.length; i++) {
            TrialSpec trial = plan.trials().get(i);
            numbers.put(trial.id(), i);
            join(parent, i, firstOfComparison.computeIfAbsent(comparison(trial), key -> numbers.get(trial.id())));
        }
        LengthLadder ladder = new LengthLadder(plan);
        for (TrialSpec trial : plan.trials()) {
            Optional<TrialSpec> longer = ladder.next(trial);
            longer.ifPresent(next -> join(parent, numbers.get(trial.id()), numbers.get(next.id())));
        }
        Map<Integer, List<Integer>> members = new HashMap<>();
        for (int i = 0; i < seconds.length; i++) {
            members.computeIfAbsent(root(parent, i), root -> new ArrayList<>()).add(i);
        }
        return new ArrayList<>(members.values().stream()
                .map(trials -> new Block(
                        trials, trials.stream().mapToDouble(i -> seconds[i]).sum()))
                .toList());
    }

    private static Object comparison(TrialSpec trial) {
        return Arrays.asList(trial.task(), trial.workloadSettings(), trial.seed(), trial.fork());
    }

    private static int root(int[] parent, int member) {
        int root = member;
        while (parent[root] != root) {
            root = parent[root];
        }
        return root;
    }

    private static void join(int[] parent, int one, int other) {
        int first = Math.min(root(parent, one), root(parent, other));
        parent[root(parent, one)] = first;
        parent[root(parent, other)] = first;
    }
}
