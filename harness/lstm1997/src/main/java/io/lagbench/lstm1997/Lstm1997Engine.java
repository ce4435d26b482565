package io.lagbench.lstm1997;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.Fit;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Layout;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Sequences;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A network of memory cells or of plain recurrent units, with its weights. */
final class Lstm1997Engine implements Engine {
    private final String name;
    private final NetworkSpec network;
    private final Topology topology;
    private final boolean updatesAtLoss;
    private final Parameters weights;
    private final Gradient gradient;
    private final HiddenLayer cells;
    private final LateCells lateCells;
    private final double[] noOutputs;
    private final OutputLayer outputs;
    private final Steps steps;

    /** Draws all weights at each update; null where steps lead to new ones. */
    private final RandomGenerator guesses;

    private final double guessRange;

    Lstm1997Engine(String name, NetworkSpec network, Optional<Weights> initial) {
        this.name = name;
        this.network = network;
        CellKeys keys = new CellKeys(network);
        this.topology = keys.topology();
        this.updatesAtLoss = keys.updatesAtLoss();
        this.weights = InitialCells.of(
                topology, keys, network.io().timeSteps(), network.how().seed());
        initial.ifPresent(given -> KerasWeights.into(topology, given, weights));
        this.gradient = new Gradient(topology);
        this.cells = cells(keys);
        this.guesses = keys.guesses() ? InitialCells.generator(~network.how().seed()) : null;
        this.guessRange = keys.initRange();
        this.lateCells = new LateCells(keys.cellsJoin());
        this.noOutputs = new double[topology.cells()];
        this.outputs = new OutputLayer(topology, weights, network.io().loss());
        this.steps = new Steps(topology, network.how(), weights, gradient);
    }

    private HiddenLayer cells(CellKeys keys) {
        if (!topology.memory()) {
            return new RecurrentUnits(topology, weights, keys.oneStep());
        }
        if (countsSymbols()) {
            return new SymbolCounts(topology, weights);
        }
        boolean symbolic = network.io().input() == Sequences.Kind.SYMBOLS;
        CellSteps cellSteps = CompiledSteps.suits(topology, symbolic)
                ? CompiledSteps.of(topology, weights, symbolic)
                : new LoopedSteps(topology, weights);
        return new SteppedCells(topology, cellSteps);
    }

    private boolean countsSymbols() {
        return topology.sources() == 0
                && !topology.forgetGate()
                && network.io().input() == Sequences.Kind.SYMBOLS
                && network.io().lossAtEndOnly();
    }

    @Override
    public EngineDescription describe() {
        Backend backend = network.where().backend();
        return new EngineDescription(name, backend, "", "java, double precision", "", 1, false, Map.of());
    }

    @Override
    public long parameters() {
        return topology.weights();
    }

    @Override
    public Bound bind(Batch batch) {
        try {
            return new BoundBatch(batch);
        } catch (ArithmeticException e) {
            throw new UnsupportedWorkloadException("lstm " + name + ": the arrays of a batch of " + batch.size() + " x "
                    + batch.timeSteps() + " steps would be too large");
        }
    }

    @Override
    public Weights weights() {
        return KerasWeights.of(topology, weights);
    }

    @Override
    public boolean fitsPredict() {
        return true;
    }

    @Override
    public void synchronize() {
        // all work is done when a call returns
    }

    @Override
    public void close() {
        // nothing is held
    }

    private double[] cellOutputs() {
        return lateCells.joined() ? cells.outputs() : noOutputs;
    }

    private final class BoundBatch implements Bound {
        /** Whether each sequence has one answer, at its end. */
        private final boolean once;

        private final EncodedBatch encoded;
        private final Layout layout;
        private final FloatBuffer predicted;
        private final Predictions predictions;
        private final Done done;

        BoundBatch(Batch batch) {
            this.once = network.io().lossAtEndOnly();
            int width = topology.outputs();
            this.encoded = new EncodedBatch(batch, once);
            Layout all = Layout.timeMajor(batch.size(), width);
            this.layout = once ? new Layout(all.sequenceStride(), all.featureStride(), 0) : all;
            int predictedSteps = once ? 1 : batch.timeSteps();
            this.predicted =
                    FloatBuffer.allocate(Math.multiplyExact(Math.multiplyExact(batch.size(), width), predictedSteps));
            this.predictions = new Predictions(predicted, layout);
            this.done = new Done(predictions);
        }

        @Override
        public void encode() {
            encoded.encode();
        }

        @Override
        public Fit fit() {
            done.loss = 0;
            done.updates = 0;
            if (once) {
                cells.runAll(encoded, guesses == null, this::learnEnd);
            } else {
                for (int sequence = 0; sequence < encoded.size(); sequence++) {
                    train(sequence);
                }
            }
            if (!updatesAtLoss) {
                update();
            }
            return done;
        }

        private void learnEnd(int sequence) {
            lateCells.trained(learn(sequence, encoded.length(sequence) - 1));
        }

        private void train(int sequence) {
            cells.begin(guesses == null);
            double loss = 0;
            int length = encoded.length(sequence);
            int from = 0;
            for (int step = encoded.nextLoss(sequence, 0); step < length; step = encoded.nextLoss(sequence, from)) {
                cells.advance(encoded, sequence, from, step + 1);
                loss += learn(sequence, step);
                if (updatesAtLoss) {
                    update();
                }
                from = step + 1;
            }
            lateCells.trained(loss);
        }

        /** Answers a step that carries loss, adds its gradient and returns its loss. */
        private double learn(int sequence, int step) {
            answer(sequence, step);
            double loss = outputs.lossOf(encoded.target(sequence, step));
            done.loss += loss;
            if (guesses == null) {
                addGradient(encoded.position(sequence, step));
            }
            return loss;
        }

        private void answer(int sequence, int step) {
            double[] answer = outputs.answer(cellOutputs(), encoded, encoded.position(sequence, step));
            for (int k = 0; k < answer.length; k++) {
                predicted.put(layout.index(sequence, k, step), (float) answer[k]);
            }
        }

        private void addGradient(int position) {
            double[] cellErrors = outputs.addGradient(cellOutputs(), encoded, position, gradient);
            if (lateCells.joined()) {
                cells.addGradient(cellErrors, gradient);
            }
        }

        private void update() {
            cells.weightsChange();
            if (guesses == null) {
                steps.step(gradient, encoded.size());
            } else {
                InitialCells.draw(topology, guessRange, guesses, weights);
            }
            done.updates++;
        }

        @Override
        public Predictions predict() {
            if (once) {
                cells.runAll(encoded, false, sequence -> answer(sequence, encoded.length(sequence) - 1));
                return predictions;
            }
            for (int sequence = 0; sequence < encoded.size(); sequence++) {
                cells.begin(false);
                for (int step = 0; step < encoded.length(sequence); step++) {
                    cells.advance(encoded, sequence, step, step + 1);
                    answer(sequence, step);
                }
            }
            return predictions;
        }
    }

    /** What the latest fit did. */
    private static final class Done implements Fit {
        private final Predictions predictions;
        private double loss;
        private int updates;

        Done(Predictions predictions) {
            this.predictions = predictions;
        }

        @Override
        public Optional<Predictions> predictions() {
            return Optional.of(predictions);
        }

        @Override
        public double lossSum() {
            return loss;
        }

        @Override
        public int updates() {
            return updates;
        }
    }
}
