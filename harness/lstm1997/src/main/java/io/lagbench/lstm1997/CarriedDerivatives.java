package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The derivative of every cell's state by the weights into it, into its input gate and into its forget gate, carried along from step to
 * step: that is all that the truncated gradient needs of the past, because errors that reach a net input do not flow back further. Source:
 * Hochreiter and Schmidhuber 1997, appendix A.1, equations 25 and 27.
 *
 * <p>A cell has one derivative for each weight of each of these units; places are counted {@code unit kind x cells + cell}. A derivative
 * is a sum over steps of a slope, that of the state by a net input, times what the weight saw. Slopes and what was seen are noted at
 * every step and summed up for {@value #NOTED} steps at a time.
 */
final class CarriedDerivatives {
    /** Steps that are noted before they are summed up: few enough to stay in the first cache. */
    private static final int NOTED = 64;

    private static final int SIDE_BY_SIDE = 4;

    private final Topology topology;
    private final int cells;
    private final int places;
    private final int sources;
    private final Squashing content;
    private final int[] block;
    private final int[] cellOf;
    private final int[] unitOf;

    /** What a weight can see beside inputs: the sources, then the 1 that biases see, then nothing to make it a multiple of {@value #SIDE_BY_SIDE}. */
    private final int columns;

    /** Noted: [place][step], [column][step], [cell][step], and by step where the input lies. */
    private final double[] slopes;

    private final double[] seen;
    private final double[] forgotten;
    private final int[] positions;
    private int noted;

    /** Summed up: [input][place], [place][column]. */
    private final double[] input;

    private final double[] recurrent;
    private final RowSet rows;

    CarriedDerivatives(Topology topology) {
        this.topology = topology;
        this.cells = topology.cells();
        this.places = topology.carriedUnits() * cells;
        this.sources = topology.sources();
        this.content = topology.content();
        this.block = topology.blockOfCell();
        this.cellOf = IntStream.range(0, places).map(place -> place % cells).toArray();
        this.unitOf = IntStream.range(0, places).map(this::unit).toArray();
        this.columns = (sources + 1 + SIDE_BY_SIDE - 1) / SIDE_BY_SIDE * SIDE_BY_SIDE;
        this.slopes = new double[places * NOTED];
        this.seen = new double[columns * NOTED];
        Arrays.fill(seen, sources * NOTED, (sources + 1) * NOTED, 1);
        this.forgotten = new double[topology.forgetGate() ? cells * NOTED : 0];
        this.positions = new int[NOTED];
        this.input = new double[topology.inputs() * places];
        this.recurrent = new double[places * columns];
        this.rows = new RowSet(topology.inputs());
    }

    /** The unit whose weights a place is about. */
    private int unit(int place) {
        int cell = place % cells;
        return switch (place / cells) {
            case 0 -> cell;
            case 1 -> topology.inputGates() + block[cell];
            default -> topology.forgetGates() + block[cell];
        };
    }

    /** Nothing has been seen. */
    void clear() {
        for (int i = 0; i < rows.size(); i++) {
            int first = rows.get(i) * places;
            for (int place = 0; place < places; place++) {
                input[first + place] = 0;
            }
        }
        rows.clear();
        Arrays.fill(recurrent, 0);
        noted = 0;
    }

    /**
     * Goes a step further.
     *
     * @param position of the step's input
     * @param before outputs of all units a step before
     * @param activations g of each cell's net input, then the outputs of the gates of this step
     * @param statesBefore each cell's state a step before
     */
    void step(EncodedBatch batch, int position, double[] before, double[] activations, double[] statesBefore) {
        int step = noted;
        positions[step] = position;
        for (int source = 0; source < sources; source++) {
            seen[source * NOTED + step] = before[source];
        }
        for (int cell = 0; cell < cells; cell++) {
            double in = activations[cells + block[cell]];
            double entering = activations[cell];
            slopes[cell * NOTED + step] = in * content.derivative(entering);
            slopes[(cells + cell) * NOTED + step] = entering * in * (1 - in);
        }
        if (topology.forgetGate()) {
            noteForgetting(step, activations, statesBefore);
        }
        noted = step + 1;
        if (noted == NOTED) {
            sum(batch);
        }
    }

    private void noteForgetting(int step, double[] activations, double[] statesBefore) {
        for (int cell = 0; cell < cells; cell++) {
            double forget = activations[topology.forgetGates() + block[cell]];
            forgotten[cell * NOTED + step] = forget;
            slopes[(2 * cells + cell) * NOTED + step] = statesBefore[cell] * forget * (1 - forget);
        }
    }

    private void sum(EncodedBatch batch) {
        if (topology.forgetGate()) {
            forget();
        }
        for (int place = 0; place < places; place++) {
            sumSources(place);
        }
        for (int step = 0; step < noted; step++) {
            sumInputs(batch, step);
        }
        noted = 0;
    }

    /** What was before a step counts as much as the gates after it have left: the sums so far and the slopes of earlier steps. */
    private void forget() {
        for (int place = 0; place < places; place++) {
            int first = place * NOTED;
            int gate = cellOf[place] * NOTED;
            double left = 1;
            for (int step = noted - 1; step >= 0; step--) {
                slopes[first + step] *= left;
                left *= forgotten[gate + step];
            }
            for (int column = 0; column < columns; column++) {
                recurrent[place * columns + column] *= left;
            }
            for (int i = 0; i < rows.size(); i++) {
                input[rows.get(i) * places + place] *= left;
            }
        }
    }

    /** Several sums side by side, none of which waits for another. */
    private void sumSources(int place) {
        int first = place * NOTED;
        for (int column = 0; column < columns; column += SIDE_BY_SIDE) {
            int at = column * NOTED;
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            for (int step = 0; step < noted; step++) {
                double slope = slopes[first + step];
                a += slope * seen[at + step];
                b += slope * seen[at + NOTED + step];
                c += slope * seen[at + 2 * NOTED + step];
                d += slope * seen[at + 3 * NOTED + step];
            }
            int to = place * columns + column;
            recurrent[to] += a;
            recurrent[to + 1] += b;
            recurrent[to + 2] += c;
            recurrent[to + 3] += d;
        }
    }

    private void sumInputs(EncodedBatch batch, int step) {
        if (batch.symbolic()) {
            int symbol = batch.symbols()[positions[step]];
            if (symbol != SymbolSequences.NONE) {
                rows.add(symbol);
                int row = symbol * places;
                for (int place = 0; place < places; place++) {
                    input[row + place] += slopes[place * NOTED + step];
                }
            }
            return;
        }
        rows.addAll();
        for (int i = 0; i < topology.inputs(); i++) {
            double x = batch.vectors()[positions[step] * topology.inputs() + i];
            for (int place = 0; place < places; place++) {
                input[i * places + place] += slopes[place * NOTED + step] * x;
            }
        }
    }

    /**
     * Adds the gradient of the weights into cells, input gates and forget gates.
     *
     * @param errors derivative of the loss of the latest step by each cell's state
     */
    void addGradient(EncodedBatch batch, double[] errors, Gradient gradient) {
        sum(batch);
        for (int place = 0; place < places; place++) {
            double error = errors[cellOf[place]];
            int unit = unitOf[place];
            int from = place * columns;
            int to = Parameters.firstSource(unit, sources);
            for (int source = 0; source < sources; source++) {
                gradient.recurrent[to + source * Parameters.GROUP] += error * recurrent[from + source];
            }
            gradient.bias[unit] += error * recurrent[from + sources];
        }
        int rowLength = Parameters.filledUp(topology.units());
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i);
            gradient.rows().add(row);
            for (int place = 0; place < places; place++) {
                gradient.input[row * rowLength + unitOf[place]] += errors[cellOf[place]] * input[row * places + place];
            }
        }
    }
}
