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
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.SymbolSequences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * A shape to hold engines against.
 *
 * @param batch sequences
 * @param masked share of the steps without loss, where not only the last has it
 */
public record NetworkCase(
        int batch, Signature io, Architecture net, Regime regime, double clip, double masked, long seed) {
    /** Has no factor in common with the numbers of choices, so that each of them is among every so many cases. */
    private static final int FEW = 7;

    private static final List<String> REGIMES = List.of("full", "stateful-1", "tbptt-3");

    /** Every regime, output, number of layers and place of the loss, each in random sizes, masks and gates. */
    public static List<NetworkCase> all() {
        RandomGenerator random = random(20);
        List<NetworkCase> cases = new ArrayList<>();
        for (String regime : REGIMES) {
            for (Loss loss : List.of(new Loss.Sigmoid(), new Loss.Softmax())) {
                for (int layers = 1; layers <= 2; layers++) {
                    for (boolean atEnd : new boolean[] {false, true}) {
                        for (Gate gate : Gate.values()) {
                            int number = cases.size();
                            cases.add(new NetworkCase(
                                    random.nextInt(1, 6),
                                    new Signature(
                                            random.nextInt(2, 10),
                                            random.nextInt(2, 14),
                                            random.nextInt(2, 7),
                                            loss,
                                            atEnd,
                                            true),
                                    new Architecture(Model.of(Model.LSTM), random.nextInt(1, 9), layers, gate),
                                    Regime.of(regime),
                                    number % 5 == 0 ? 0.05 : Double.POSITIVE_INFINITY,
                                    random.nextBoolean() ? 0.3 : 0,
                                    number));
                        }
                    }
                }
            }
        }
        return cases;
    }

    /** Some of all: every regime, output, number of layers, place of the loss and gate is among them, with and without clipping. */
    public static List<NetworkCase> few() {
        List<NetworkCase> all = all();
        return IntStream.iterate(0, number -> number < all.size(), number -> number + FEW)
                .mapToObj(all::get)
                .toList();
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The network on a backend. */
    NetworkSpec network(Backend backend, Optimizer optimizer, double learningRate) {
        return new NetworkSpec(
                io,
                net,
                new Training(batch, regime, optimizer, learningRate, clip, new Initialization("default"), seed),
                new Placement(backend, Arithmetic.FP32, OptionalInt.empty(), new Settings(Map.of())));
    }

    /** Random numbers for the weights of this case. */
    RandomGenerator weights() {
        return random(seed);
    }

    /** An empty batch. */
    Batch newBatch() {
        return new Batch(
                new SymbolSequences(batch, io.timeSteps(), io.inputSize()),
                new SymbolSequences(batch, io.timeSteps(), io.outputSize()));
    }

    /** Fills a batch with random symbols, some of them none, and marks the steps that carry loss. */
    void fill(Batch filled, int number) {
        RandomGenerator random = random(1000 * seed + number);
        for (int sequence = 0; sequence < batch; sequence++) {
            for (int step = 0; step < io.timeSteps(); step++) {
                ((SymbolSequences) filled.inputs())
                        .set(sequence, step, random.nextInt(io.inputSize() + 1) + SymbolSequences.NONE);
                boolean last = step == io.timeSteps() - 1;
                int target = random.nextInt(io.outputSize());
                ((SymbolSequences) filled.targets())
                        .set(sequence, step, last || !io.lossAtEndOnly() ? target : SymbolSequences.NONE);
                filled.mark(sequence, step, last || !io.lossAtEndOnly() && random.nextDouble() >= masked, false);
            }
        }
    }

    /** The case in a line. */
    @Override
    public String toString() {
        return seed + ": " + batch + " x " + io.timeSteps() + " x " + io.inputSize() + ", " + net.layers() + " x "
                + net.hidden() + " " + net.gate() + ", " + io.outputSize() + " " + io.loss()
                + (io.lossAtEndOnly() ? " at the end" : masked > 0 ? " masked" : "") + ", " + regime.name()
                + (Double.isFinite(clip) ? ", clipped" : "");
    }
}
