package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The derivative of every cell's state by the weights into it, into its input gate and into its forget gate, carried along from step to
 * step: that is all that the truncated gradient needs of the past, because errors that reach a net input do not flow back further. Source:
 * Hochreiter and Schmidhuber 1997, appendix A.1, equations 25 and 27.
 *
 * <p>A derivative is a sum over steps of a slope, that of the state by a net input, times what the weight saw. {@link StepNotes} holds
 * both until they are summed up, and says what a place is.
 */
final class CarriedDerivatives {
    private static final int STEPS = StepNotes.STEPS;

    private final Topology topology;
    private final int cells;
    private final int places;
    private final int sources;
    private final int columns;

    /** Places with the one of zeros, see {@link StepNotes#paddedPlaces}: how far apart the rows of two inputs lie. */
    private final int stride;

    private final int[] cellOf;
    private final int[] unitOf;
    private final StepNotes notes;

    /** Where the inputs of the steps that are noted lie. */
    private EncodedBatch batch;

    private int firstPosition;

    /** Summed up: [input][place], [place][column]. */
    private final double[] input;

    private final double[] recurrent;
    private final RowSet rows;

    CarriedDerivatives(Topology topology) {
        this.topology = topology;
        this.cells = topology.cells();
        this.places = topology.carriedUnits() * cells;
        this.sources = topology.sources();
        this.notes = new StepNotes(topology);
        this.columns = notes.columns();
        this.stride = notes.paddedPlaces();
        int[] block = topology.blockOfCell();
        this.cellOf = IntStream.range(0, places).map(place -> place % cells).toArray();
        this.unitOf = IntStream.range(0, places)
                .map(place -> switch (place / cells) {
                    case 0 -> place;
                    case 1 -> topology.inputGates() + block[place % cells];
                    default -> topology.forgetGates() + block[place % cells];
                })
                .toArray();
        this.input = new double[topology.inputs() * stride];
        this.recurrent = new double[stride * columns];
        this.rows = new RowSet(topology.inputs());
    }

    /**
     * Begins a sequence: nothing has been seen.
     *
     * @return where to note each step
     */
    StepNotes begin() {
        if (rows.isDense()) {
            Arrays.fill(input, 0);
        } else {
            for (int i = 0; i < rows.size(); i++) {
                int from = rows.get(i) * stride;
                Arrays.fill(input, from, from + stride, 0);
            }
        }
        rows.clear();
        Arrays.fill(recurrent, 0);
        notes.count = 0;
        return notes;
    }

    /**
     * Gets ready for steps to be noted, whose inputs are to be found when they are summed up.
     *
     * @param position of the next step's input, behind that of the last one before
     * @return how many steps may be noted before {@link #sumIfFull}, one at least
     */
    int prepare(EncodedBatch inputs, int position) {
        batch = inputs;
        if (notes.count == 0) {
            firstPosition = position;
        }
        return notes.room();
    }

    /** Makes room for more steps. */
    void sumIfFull() {
        if (notes.room() == 0) {
            sum();
        }
    }

    private void sum() {
        if (topology.forgetGate()) {
            forget();
        }
        for (int place = 0; place < places; place += StepNotes.PLACES_AT_ONCE) {
            for (int column = 0; column < columns; column += StepNotes.SIDE_BY_SIDE) {
                sumSources(place, column);
            }
        }
        if (batch.symbolic()) {
            sumSymbols();
        } else {
            rows.addAll();
            for (int step = 0; step < notes.count; step++) {
                sumInputs(step);
            }
        }
        notes.count = 0;
    }

    /** What was before a step counts as much as the gates after it have left: the sums so far and the slopes of earlier steps. */
    private void forget() {
        for (int place = 0; place < places; place++) {
            int first = place * STEPS;
            int gate = cellOf[place] * STEPS;
            double left = 1;
            for (int step = notes.count - 1; step >= 0; step--) {
                notes.slopes[first + step] *= left;
                left *= notes.kept[gate + step];
            }
            for (int column = 0; column < columns; column++) {
                recurrent[place * columns + column] *= left;
            }
            for (int i = 0; i < rows.size(); i++) {
                input[rows.get(i) * stride + place] *= left;
            }
        }
    }

    /** Two places by four columns: none of the sums waits for another, and what is read serves more than one. */
    private void sumSources(int place, int column) {
        double[] slopes = notes.slopes;
        double[] seen = notes.seen;
        int steps = notes.count;
        int at = place * STEPS;
        int from = column * STEPS;
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        double b0 = 0;
        double b1 = 0;
        double b2 = 0;
        double b3 = 0;
        for (int step = 0; step < steps; step++) {
            double a = slopes[at + step];
            double b = slopes[at + STEPS + step];
            double x0 = seen[from + step];
            double x1 = seen[from + STEPS + step];
            double x2 = seen[from + 2 * STEPS + step];
            double x3 = seen[from + 3 * STEPS + step];
            a0 = Math.fma(a, x0, a0);
            a1 = Math.fma(a, x1, a1);
            a2 = Math.fma(a, x2, a2);
            a3 = Math.fma(a, x3, a3);
            b0 = Math.fma(b, x0, b0);
            b1 = Math.fma(b, x1, b1);
            b2 = Math.fma(b, x2, b2);
            b3 = Math.fma(b, x3, b3);
        }
        int to = place * columns + column;
        recurrent[to] += a0;
        recurrent[to + 1] += a1;
        recurrent[to + 2] += a2;
        recurrent[to + 3] += a3;
        recurrent[to + columns] += b0;
        recurrent[to + columns + 1] += b1;
        recurrent[to + columns + 2] += b2;
        recurrent[to + columns + 3] += b3;
    }

    /** Two places at a time: steps are many and places few, and a loop over few elements costs more than they do. */
    private void sumSymbols() {
        int[] symbols = batch.symbols();
        int steps = notes.count;
        for (int step = 0; step < steps; step++) {
            int symbol = symbols[firstPosition + step];
            if (symbol != SymbolSequences.NONE) {
                rows.add(symbol);
            }
        }
        double[] slopes = notes.slopes;
        for (int place = 0; place < places; place += StepNotes.PLACES_AT_ONCE) {
            for (int step = 0; step < steps; step++) {
                int symbol = symbols[firstPosition + step];
                if (symbol != SymbolSequences.NONE) {
                    int to = symbol * stride + place;
                    input[to] += slopes[place * STEPS + step];
                    input[to + 1] += slopes[(place + 1) * STEPS + step];
                }
            }
        }
    }

    private void sumInputs(int step) {
        int position = firstPosition + step;
        for (int i = 0; i < topology.inputs(); i++) {
            double x = batch.vectors()[position * topology.inputs() + i];
            for (int place = 0; place < places; place++) {
                input[i * stride + place] += notes.slopes[place * STEPS + step] * x;
            }
        }
    }

    /**
     * Adds the gradient of the weights into cells, input gates and forget gates.
     *
     * @param errors derivative of the loss of the latest step by each cell's state
     */
    void addGradient(double[] errors, Gradient gradient) {
        sum();
        for (int place = 0; place < places; place++) {
            double error = errors[cellOf[place]];
            int unit = unitOf[place];
            int from = place * columns;
            int to = unit * sources;
            for (int source = 0; source < sources; source++) {
                gradient.recurrent[to + source] += error * recurrent[from + source];
            }
            gradient.bias[unit] += error * recurrent[from + sources];
        }
        for (int i = 0; i < rows.size(); i++) {
            gradient.rows().add(rows.get(i));
        }
        for (int place = 0; place < places; place++) {
            addInputGradient(place, errors[cellOf[place]], gradient.input);
        }
    }

    private void addInputGradient(int place, double error, double[] gradient) {
        int units = topology.units();
        int unit = unitOf[place];
        if (rows.isDense()) {
            for (int from = place, to = unit; from < input.length; from += stride, to += units) {
                gradient[to] = Math.fma(error, input[from], gradient[to]);
            }
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i);
            int to = row * units + unit;
            gradient[to] = Math.fma(error, input[row * stride + place], gradient[to]);
        }
    }
}
