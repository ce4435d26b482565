package io.lagbench.engine.conformance;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.MultiHotSequences;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.RealSequences;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.SymbolSequences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A shape to hold engines against.
 *
 * @param batch sequences
 * @param masked share of the steps without loss, where not only the last has it
 */
public record NetworkCase(
        int batch, Signature io, Architecture net, Regime regime, double clip, double masked, long seed) {
    private static final List<String> REGIMES = List.of("full", "stateful-1", "tbptt-3");
    private static final List<Loss> LOSSES = List.of(
            new Loss.Sigmoid(),
            new Loss.Softmax(),
            new Loss.SquaredError(OutputActivation.LINEAR),
            new Loss.SquaredError(OutputActivation.SIGMOID));
    private static final double MASKED = 0.3;
    private static final double MEMBERS = 0.3;

    /** Which steps carry loss. */
    private enum Place {
        EVERY_STEP,
        MARKED_STEPS,
        OWN_LAST_STEP
    }

    /** Every regime, loss and place of it, kind of inputs and targets, of one length or of several; all else is random. */
    static List<NetworkCase> all() {
        RandomGenerator random = random(20);
        List<NetworkCase> cases = new ArrayList<>();
        for (String regime : REGIMES) {
            for (Loss loss : LOSSES) {
                for (Place place : Place.values()) {
                    for (boolean variableLengths : new boolean[] {false, true}) {
                        for (Sequences.Kind input : Sequences.Kind.values()) {
                            for (Sequences.Kind target : Sequences.Kind.values()) {
                                Signature io = new Signature(
                                        random.nextInt(2, 10),
                                        variableLengths,
                                        input,
                                        random.nextInt(1, 20),
                                        target,
                                        random.nextInt(loss instanceof Loss.Softmax ? 2 : 1, 7),
                                        loss,
                                        place == Place.OWN_LAST_STEP);
                                cases.add(drawn(
                                        random, io, regime, place == Place.MARKED_STEPS ? MASKED : 0, cases.size()));
                            }
                        }
                    }
                }
            }
        }
        return cases;
    }

    private static NetworkCase drawn(RandomGenerator random, Signature io, String regime, double masked, int number) {
        return new NetworkCase(
                random.nextInt(1, 5),
                io,
                new Architecture(
                        Model.of(Model.LSTM),
                        random.nextInt(1, 9),
                        random.nextInt(1, 3),
                        random.nextInt(4) == 0 ? Gate.HARD_SIGMOID : Gate.SIGMOID),
                Regime.of(regime),
                random.nextInt(5) == 0 ? 0.05 : Double.POSITIVE_INFINITY,
                masked,
                number);
    }

    /**
     * So few of some cases that any two properties which occur together in one of them do so in one of these, and every
     * property with a hard sigmoid. Greedily: next is always the case with the most pairs of properties that none before has.
     */
    static List<NetworkCase> representative(List<NetworkCase> cases) {
        Map<NetworkCase, Set<Set<String>>> unseen = new LinkedHashMap<>();
        cases.forEach(each -> unseen.put(each, each.pairs()));
        List<NetworkCase> chosen = new ArrayList<>();
        while (!unseen.isEmpty()) {
            NetworkCase next = unseen.keySet().stream()
                    .max(Comparator.comparingInt(each -> unseen.get(each).size()))
                    .orElseThrow();
            chosen.add(next);
            Set<Set<String>> seen = unseen.get(next);
            unseen.values().stream().filter(pairs -> pairs != seen).forEach(pairs -> pairs.removeAll(seen));
            unseen.remove(next);
            unseen.values().removeIf(Set::isEmpty);
        }
        return List.copyOf(chosen);
    }

    /** Pairs of its properties; with a hard sigmoid, which not every engine has, only those that it is part of. */
    private Set<Set<String>> pairs() {
        List<String> properties = List.of(
                regime.name(),
                io.loss().toString(),
                io.lossAtEndOnly() ? "at the end" : masked > 0 ? "masked" : "everywhere",
                io.variableLengths() ? "lengths" : "length",
                "in " + io.input(),
                "out " + io.target(),
                io.inputSize() > 4 * net.hidden() ? "wide" : "narrow",
                io.outputSize() == 1 ? "one output" : "outputs",
                net.layers() + " layers",
                batch == 1 ? "single" : "batch",
                Double.isFinite(clip) ? "clipped" : "unclipped");
        Set<Set<String>> pairs = new HashSet<>();
        for (String one : properties) {
            if (net.gate() == Gate.HARD_SIGMOID) {
                pairs.add(Set.of(one, net.gate().label()));
                continue;
            }
            for (String other : properties) {
                if (!one.equals(other)) {
                    pairs.add(Set.of(one, other));
                }
            }
        }
        return pairs;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Where the seed is a multiple of three it is one that shows. */
    private double epsilon() {
        return seed % 3 == 0 ? 1e-3 : Optimizer.EPSILON;
    }

    /** The network on a backend. */
    NetworkSpec network(Backend backend, Optimizer optimizer, double learningRate) {
        return new NetworkSpec(
                io,
                net,
                new Training(
                        batch, regime, optimizer, learningRate, epsilon(), clip, new Initialization("default"), seed),
                new Placement(backend, Arithmetic.FP32, OptionalInt.empty(), new Settings(Map.of())));
    }

    /** Random numbers for the weights of this case. */
    RandomGenerator weights() {
        return random(seed);
    }

    /** An empty batch. */
    Batch newBatch() {
        return new Batch(sequences(io.input(), io.inputSize()), sequences(io.target(), io.outputSize()));
    }

    private Sequences sequences(Sequences.Kind kind, int width) {
        return switch (kind) {
            case SYMBOLS -> new SymbolSequences(batch, io.timeSteps(), width);
            case SETS -> new MultiHotSequences(batch, io.timeSteps(), width);
            case REALS -> new RealSequences(batch, io.timeSteps(), width);
        };
    }

    /** Fills a batch with random lengths, inputs and targets, and marks the steps that carry loss. */
    void fill(Batch filled, int number) {
        RandomGenerator random = random(1000 * seed + number);
        for (int sequence = 0; sequence < batch; sequence++) {
            int length = io.variableLengths() ? random.nextInt(1, io.timeSteps() + 1) : io.timeSteps();
            filled.restart(sequence, length);
            for (int step = 0; step < length; step++) {
                boolean last = step == length - 1;
                fillInput(random, filled.inputs(), sequence, step);
                if (last || !io.lossAtEndOnly()) {
                    fillTarget(random, filled.targets(), sequence, step);
                }
                filled.mark(sequence, step, last || !io.lossAtEndOnly() && random.nextDouble() >= masked, false);
            }
        }
    }

    /** Some inputs are no symbol. */
    private static void fillInput(RandomGenerator random, Sequences inputs, int sequence, int step) {
        if (inputs instanceof SymbolSequences symbols) {
            symbols.set(sequence, step, random.nextInt(inputs.width() + 1) + SymbolSequences.NONE);
        } else {
            fillWide(random, inputs, sequence, step, -1);
        }
    }

    /** Targets of cross-entropy are shares, and need not sum to one. */
    private void fillTarget(RandomGenerator random, Sequences targets, int sequence, int step) {
        if (targets instanceof SymbolSequences symbols) {
            symbols.set(sequence, step, random.nextInt(targets.width()));
        } else {
            fillWide(random, targets, sequence, step, io.loss() instanceof Loss.SquaredError ? -1 : 0);
        }
    }

    /** A random set, or numbers from a least one to 1. */
    private static void fillWide(RandomGenerator random, Sequences filled, int sequence, int step, double least) {
        for (int feature = 0; feature < filled.width(); feature++) {
            if (filled instanceof RealSequences reals) {
                reals.set(sequence, feature, step, random.nextDouble(least, 1));
            } else if (random.nextDouble() < MEMBERS) {
                ((MultiHotSequences) filled).add(sequence, step, feature);
            }
        }
    }

    /** The case in a line. */
    @Override
    public String toString() {
        return seed + ": " + batch + " x " + io.timeSteps() + (io.variableLengths() ? " or less" : "") + " x "
                + io.inputSize() + " " + io.input() + ", " + net.layers() + " x " + net.hidden() + " " + net.gate()
                + ", " + io.outputSize() + " " + io.target() + " " + io.loss()
                + (io.lossAtEndOnly() ? " at the end" : masked > 0 ? " masked" : "") + ", " + regime.name()
                + (Double.isFinite(clip) ? ", clipped" : "");
    }
}
