package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.function.IntConsumer;

/** Memory cells that go step by step, with the derivatives that they carry along. */
final class SteppedCells implements HiddenLayer {
    private final Topology topology;
    private final int units;
    private final int sources;
    private final CellSteps steps;
    private final CellOutputs outputs;
    private final Passage one;

    /** Of the sequence beside the first. */
    private final Passage other;

    private EncodedBatch batch;

    /** Whose outputs {@link #outputs} are. */
    private Passage latest;

    SteppedCells(Topology topology, CellSteps steps) {
        this.topology = topology;
        this.units = topology.units();
        this.sources = topology.sources();
        this.steps = steps;
        this.outputs = new CellOutputs(topology);
        this.one = new Passage(topology);
        this.other = new Passage(topology);
    }

    @Override
    public void begin(boolean training) {
        one.begin(training);
    }

    @Override
    public void advance(EncodedBatch inputs, int sequence, int from, int to) {
        batch = inputs;
        one.lane.position = batch.position(sequence, from);
        advance(one, batch.position(sequence, to));
        leave(one);
    }

    private void advance(Passage passage, int end) {
        while (passage.lane.position < end) {
            int count = passage.prepare(batch, end - passage.lane.position);
            steps.run(batch.symbols(), batch.vectors(), count, passage.lane);
            passage.sumUp();
        }
    }

    private void leave(Passage passage) {
        outputs.leave(passage.lane.states, passage.lane.after, topology.outputGates());
        latest = passage;
    }

    @Override
    public void runAll(EncodedBatch inputs, boolean training, IntConsumer ended) {
        batch = inputs;
        int last = inputs.size() - 1;
        for (int sequence = 0; sequence < last; sequence += 2) {
            runBoth(sequence, training, ended);
        }
        if (last % 2 == 0) {
            one.begin(training);
            one.lane.position = batch.position(last, 0);
            end(one, last, ended);
        }
    }

    /** This sequence and the next, side by side as far as the shorter goes. */
    private void runBoth(int sequence, boolean training, IntConsumer ended) {
        one.begin(training);
        other.begin(training);
        one.lane.position = batch.position(sequence, 0);
        other.lane.position = batch.position(sequence + 1, 0);
        int left = Math.min(batch.length(sequence), batch.length(sequence + 1));
        while (left > 0) {
            int count = Math.min(one.prepare(batch, left), other.prepare(batch, left));
            steps.run(batch.symbols(), batch.vectors(), count, one.lane, other.lane);
            one.sumUp();
            other.sumUp();
            left -= count;
        }
        end(one, sequence, ended);
        end(other, sequence + 1, ended);
    }

    private void end(Passage passage, int sequence, IntConsumer ended) {
        advance(passage, batch.position(sequence, batch.length(sequence)));
        leave(passage);
        ended.accept(sequence);
    }

    @Override
    public double[] outputs() {
        return outputs.outputs();
    }

    @Override
    public void addGradient(double[] errors, Gradient gradient) {
        outputs.backward(errors);
        double[] gateErrors = outputs.gateErrors();
        for (int gate = 0; topology.outputGate() && gate < gateErrors.length; gate++) {
            addGateGradient(topology.outputGates() + gate, gateErrors[gate], gradient);
        }
        latest.derivatives.addGradient(outputs.stateErrors(), gradient);
    }

    /** Of a gate that acts at the latest step only. */
    private void addGateGradient(int unit, double error, Gradient gradient) {
        gradient.bias[unit] += error;
        for (int source = 0; source < sources; source++) {
            gradient.recurrent[unit * sources + source] += error * latest.lane.before[source];
        }
        int position = latest.lane.position - 1;
        if (batch.symbolic()) {
            int symbol = batch.symbols()[position];
            if (symbol != SymbolSequences.NONE) {
                gradient.rows().add(symbol);
                gradient.input[symbol * units + unit] += error;
            }
            return;
        }
        gradient.rows().addAll();
        for (int i = 0; i < topology.inputs(); i++) {
            gradient.input[i * units + unit] += error * batch.vectors()[position * topology.inputs() + i];
        }
    }

    @Override
    public void weightsChange() {
        // weights are read at every step
    }

    /** A sequence on its way and, while it trains, its derivatives. */
    private static final class Passage {
        private final Lane lane;
        private final CarriedDerivatives derivatives;

        Passage(Topology topology) {
            this.lane = new Lane(topology);
            this.derivatives = new CarriedDerivatives(topology);
        }

        void begin(boolean training) {
            lane.begin();
            lane.notes = training ? derivatives.begin() : null;
        }

        /** Gets ready for steps, and returns how many may come next, of at most so many. */
        int prepare(EncodedBatch batch, int most) {
            return lane.notes == null ? most : Math.min(most, derivatives.prepare(batch, lane.position));
        }

        void sumUp() {
            if (lane.notes != null) {
                derivatives.sumIfFull();
            }
        }
    }
}
