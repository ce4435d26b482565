package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/** Memory cells that go step by step, with the derivatives that they carry along. */
final class SteppedCells implements HiddenLayer {
    private final Topology topology;
    private final int units;
    private final int sources;
    private final CellSteps steps;
    private final CarriedDerivatives derivatives;
    private final CellOutputs outputs;
    private boolean training;
    private EncodedBatch latestBatch;
    private int latest;

    SteppedCells(Topology topology, CellSteps steps) {
        this.topology = topology;
        this.units = topology.units();
        this.sources = topology.sources();
        this.steps = steps;
        this.derivatives = new CarriedDerivatives(topology);
        this.outputs = new CellOutputs(topology);
    }

    @Override
    public void begin(boolean forTraining) {
        training = forTraining;
        Arrays.fill(steps.states, 0);
        Arrays.fill(steps.after, topology.firstOutput());
        if (training) {
            derivatives.clear();
        }
    }

    @Override
    public void advance(EncodedBatch batch, int sequence, int from, int to) {
        int position = batch.position(sequence, from);
        int end = batch.position(sequence, to);
        if (training) {
            derivatives.advance(steps, batch, position, end);
        } else {
            steps.run(batch.symbols(), batch.vectors(), position, end, null);
        }
        outputs.leave(steps.states, steps.after, topology.outputGates());
        latestBatch = batch;
        latest = end - 1;
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
        derivatives.addGradient(outputs.stateErrors(), gradient);
    }

    /** Of a gate that acts at the latest step only. */
    private void addGateGradient(int unit, double error, Gradient gradient) {
        gradient.bias[unit] += error;
        for (int source = 0; source < sources; source++) {
            gradient.recurrent[unit * sources + source] += error * steps.before[source];
        }
        if (latestBatch.symbolic()) {
            int symbol = latestBatch.symbols()[latest];
            if (symbol != SymbolSequences.NONE) {
                gradient.rows().add(symbol);
                gradient.input[symbol * units + unit] += error;
            }
            return;
        }
        gradient.rows().addAll();
        for (int i = 0; i < topology.inputs(); i++) {
            gradient.input[i * units + unit] += error * latestBatch.vectors()[latest * topology.inputs() + i];
        }
    }

    @Override
    public void weightsChange() {
        // weights are read at every step
    }
}
