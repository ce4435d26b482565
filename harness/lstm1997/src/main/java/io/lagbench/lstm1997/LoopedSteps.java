package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;

/** Any topology, as the equations are written. */
final class LoopedSteps extends CellSteps {
    private final int[] block;
    private final Squashing content;
    private final Squashing state;
    private final int cells;
    private final int units;
    private final int sources;
    private final double[] nets;

    LoopedSteps(Topology topology, Parameters weights) {
        super(topology, weights);
        this.block = topology.blockOfCell();
        this.content = topology.content();
        this.state = topology.state();
        this.cells = topology.cells();
        this.units = topology.units();
        this.sources = topology.sources();
        this.nets = new double[units];
    }

    @Override
    void run(int[] symbols, double[] vectors, int steps, Lane lane) {
        for (int step = 0; step < steps; step++) {
            for (int source = 0; source < sources; source++) {
                lane.before[source] = lane.after[source];
            }
            if (symbols != null) {
                int symbol = symbols[lane.position];
                net(symbol == SymbolSequences.NONE ? topology.inputs() : symbol);
            } else {
                net(vectors, lane.position * topology.inputs());
            }
            addRecurrent(lane.before);
            step(lane);
            lane.position++;
        }
    }

    private void net(int row) {
        for (int unit = 0; unit < units; unit++) {
            nets[unit] = input[row * units + unit] + bias[unit];
        }
    }

    private void net(double[] vectors, int first) {
        System.arraycopy(bias, 0, nets, 0, units);
        for (int i = 0; i < topology.inputs(); i++) {
            for (int unit = 0; unit < units; unit++) {
                nets[unit] = Math.fma(input[i * units + unit], vectors[first + i], nets[unit]);
            }
        }
    }

    /** The last sources first: those of gates were there before those of cells, which would keep the others waiting. */
    private void addRecurrent(double[] before) {
        for (int unit = 0; unit < units; unit++) {
            double net = nets[unit];
            for (int source = sources - 1; source >= 0; source--) {
                net = Math.fma(recurrent[unit * sources + source], before[source], net);
            }
            nets[unit] = net;
        }
    }

    private void step(Lane lane) {
        double[] after = lane.after;
        double[] states = lane.states;
        StepNotes notes = lane.notes;
        for (int gate = cells; gate < units; gate++) {
            after[gate] = Logistic.at(nets[gate]);
        }
        for (int cell = 0; cell < cells; cell++) {
            double in = after[topology.inputGates() + block[cell]];
            double entering = content.at(nets[cell]);
            double forget = topology.forgetGate() ? after[topology.forgetGates() + block[cell]] : 1;
            if (notes != null) {
                note(notes, cell, entering, states[cell], in, forget);
            }
            states[cell] = Math.fma(in, entering, states[cell] * forget);
            if (sources > 0) {
                double out = topology.outputGate() ? after[topology.outputGates() + block[cell]] : 1;
                after[cell] = out * state.at(states[cell]);
            }
        }
        if (notes != null) {
            for (int source = 0; source < sources; source++) {
                notes.seen[source * StepNotes.STEPS + notes.count] = lane.before[source];
            }
            notes.count++;
        }
    }

    private void note(StepNotes notes, int cell, double entering, double held, double in, double forget) {
        int step = notes.count;
        notes.slopes[cell * StepNotes.STEPS + step] = in * content.derivative(entering);
        notes.slopes[(cells + cell) * StepNotes.STEPS + step] = entering * in * (1 - in);
        if (topology.forgetGate()) {
            notes.kept[cell * StepNotes.STEPS + step] = forget;
            notes.slopes[(2 * cells + cell) * StepNotes.STEPS + step] = held * forget * (1 - forget);
        }
    }
}
