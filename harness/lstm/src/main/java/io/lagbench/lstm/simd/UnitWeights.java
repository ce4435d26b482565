package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.NativeAddress;

/** Weights in the order in which the products of {@link UnitArithmetic} read them. */
final class UnitWeights {
    /**
     * What pre-activations begin with, [symbol][column], times the factor of the exponent that the column's gate needs: the bias
     * and the row of the symbol; the bias alone where nothing is looked up.
     */
    final float[] start;

    /** [tile][row of u behind the one][column of the tile], times the same factor. */
    final float[] forward;

    /** [tile][column][row of the tile]: rows of outputs, with their padding, then of inputs. */
    final float[] backward;

    private final UnitLayout layout;

    UnitWeights(UnitLayout layout) {
        this.layout = layout;
        start = new float[layout.symbolRow(0) + starts() * layout.columnStride()];
        forward = new float[LaneLayout.START + layout.forwardTiles() * rows() * layout.forwardTile()];
        backward = new float[LaneLayout.START + layout.gradientStride() * layout.columns()];
    }

    private int starts() {
        return Math.max(1, layout.input().inTable());
    }

    /** Rows of u that are multiplied: all but the one. */
    private int rows() {
        return layout.rows() - layout.input().ones();
    }

    /** Takes over weights. */
    void pack(LstmWeights weights, boolean training) {
        int inputs = layout.inputs();
        int hidden = layout.hidden();
        float[] w = NativeAddress.valuesInF(weights.input());
        float[] r = NativeAddress.valuesInF(weights.recurrent());
        float[] b = NativeAddress.valuesInF(weights.bias());
        for (int source = 0; source < LstmWeights.GATES * hidden; source++) {
            int gate = source / hidden;
            double exponent = gate == 0 ? PackedWeights.EXPONENT_OF_TANH : PackedWeights.EXPONENT_OF_SIGMOID;
            int column = gate * layout.gateStride() + source % hidden;
            for (int symbol = 0; symbol < starts(); symbol++) {
                double first = layout.input().symbols() ? PackedWeights.ofSymbol(w, b, source, symbol) : b[source];
                start[layout.symbolRow(symbol) + column] = (float) (exponent * first);
            }
            int at = LaneLayout.START
                    + column / layout.forwardTile() * rows() * layout.forwardTile()
                    + column % layout.forwardTile();
            for (int row = 0; row < rows(); row++) {
                int unit = row - layout.inputRows();
                float weight = unit < 0 ? w[source * inputs + row] : r[source * hidden + unit];
                forward[at + row * layout.forwardTile()] = (float) (exponent * weight);
            }
            for (int unit = 0; training && unit < hidden; unit++) {
                backward[placeOfRow(unit, column)] = r[source * hidden + unit];
            }
            for (int row = 0; training && row < layout.inputRows(); row++) {
                backward[placeOfRow(layout.unitStride() + row, column)] = w[source * inputs + row];
            }
        }
    }

    private int placeOfRow(int row, int column) {
        int tile = layout.backwardTile();
        return LaneLayout.START + (row / tile * layout.columns() + column) * tile + row % tile;
    }
}
