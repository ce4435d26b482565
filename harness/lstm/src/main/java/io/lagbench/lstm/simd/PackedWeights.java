package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.NativeAddress;

/** Weights in the order in which the products read them: tile by tile, and in a tile value by value. */
final class PackedWeights {
    /** tanh x = (e - 1) / (e + 1) with e = 2^(this x). */
    static final double EXPONENT_OF_TANH = 2 / Math.log(2);

    /** The logistic function of x = 1 / (1 + e) with e = 2^(this x). */
    static final double EXPONENT_OF_SIGMOID = -1 / Math.log(2);

    /** [tile][row of u][column of the tile], times the factor of the exponent that the column's gate needs. */
    final float[] forward;

    /** [tile][column][row of the tile]. */
    final float[] backward;

    /** [symbol][column], the bias included; empty if nothing is looked up. */
    final float[] lookedUp;

    private final LaneLayout layout;

    PackedWeights(LaneLayout layout) {
        this.layout = layout;
        forward = new float[layout.forwardTiles() * layout.forwardTile() * layout.rows()];
        backward = new float[layout.backwardTiles() * layout.backwardTile() * layout.columns()];
        lookedUp = new float[layout.input().inTable() * layout.columns()];
    }

    /** Takes over weights. */
    void pack(LstmWeights weights, boolean training) {
        int inputs = layout.inputs();
        int hidden = layout.hidden();
        int columns = layout.columns();
        float[] w = NativeAddress.valuesInF(weights.input());
        float[] r = NativeAddress.valuesInF(weights.recurrent());
        float[] b = NativeAddress.valuesInF(weights.bias());
        int tile = layout.forwardTile();
        for (int column = 0; column < columns; column++) {
            int source = layout.columnOfDl4j(column);
            int at = column / tile * tile * layout.rows() + column % tile;
            double exponent = column % LstmWeights.GATES == 0 ? EXPONENT_OF_TANH : EXPONENT_OF_SIGMOID;
            for (int row = 0; row < layout.inputRows(); row++) {
                double weight = layout.input().symbols() ? ofSymbol(w, b, source, row) : w[source * inputs + row];
                forward[at + row * tile] = (float) (exponent * weight);
            }
            for (int row = 0; row < hidden; row++) {
                forward[at + (layout.inputRows() + row) * tile] = (float) (exponent * r[source * hidden + row]);
            }
            if (layout.input().ones() > 0) {
                forward[at + (layout.inputRows() + hidden) * tile] = (float) (exponent * b[source]);
            }
            for (int symbol = 0; symbol < layout.input().inTable(); symbol++) {
                lookedUp[symbol * columns + column] = (float) (exponent * ofSymbol(w, b, source, symbol));
            }
            if (training) {
                packBackward(column, source, w, r);
            }
        }
    }

    /**
     * What a symbol adds to a pre-activation, the bias included; that alone of the symbol that stands for none.
     *
     * @param w weights of the input, in F order
     * @param b biases
     * @param source column of DL4J's weights
     */
    static double ofSymbol(float[] w, float[] b, int source, int symbol) {
        int inputs = w.length / b.length;
        return symbol < inputs ? (double) b[source] + w[source * inputs + symbol] : b[source];
    }

    private void packBackward(int column, int source, float[] w, float[] r) {
        int inputs = layout.inputs();
        int hidden = layout.hidden();
        int tile = layout.backwardTile();
        for (int row = 0; row < layout.gradientRows(); row++) {
            int unit = row - layout.hiddenGradient();
            float weight = unit < 0 ? w[source * inputs + row] : r[source * hidden + unit];
            backward[(row / tile * layout.columns() + column) * tile + row % tile] = weight;
        }
    }
}
