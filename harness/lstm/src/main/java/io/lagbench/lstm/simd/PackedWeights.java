package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights in the order in which the products read them: tile by tile, and in a tile value by value. */
final class PackedWeights {
    /** [tile][row of u][column of the tile]. */
    final float[] forward;

    /** [tile][column][row of the tile]. */
    final float[] backward;

    private final LaneLayout layout;

    PackedWeights(LaneLayout layout) {
        this.layout = layout;
        forward = new float[layout.forwardTiles() * layout.tile() * layout.rows()];
        backward = new float[layout.backwardTiles() * layout.tile() * layout.columns()];
    }

    /** Takes over weights. */
    void pack(LstmWeights weights, boolean training) {
        int inputs = layout.inputs();
        int hidden = layout.hidden();
        int columns = layout.columns();
        float[] w = read(weights.input());
        float[] r = read(weights.recurrent());
        float[] b = read(weights.bias());
        int tile = layout.tile();
        for (int column = 0; column < columns; column++) {
            int source = column % LstmWeights.GATES * hidden + column / LstmWeights.GATES;
            int at = column / tile * tile * layout.rows() + column % tile;
            for (int row = 0; row < inputs; row++) {
                forward[at + row * tile] = w[source * inputs + row];
            }
            for (int row = 0; row < hidden; row++) {
                forward[at + (inputs + row) * tile] = r[source * hidden + row];
            }
            forward[at + (inputs + hidden) * tile] = b[source];
            if (training) {
                packBackward(column, source, w, r);
            }
        }
    }

    private void packBackward(int column, int source, float[] w, float[] r) {
        int inputs = layout.inputs();
        int hidden = layout.hidden();
        int tile = layout.tile();
        for (int row = 0; row < layout.gradientRows(); row++) {
            int unit = row - layout.hiddenGradient();
            float weight = unit < 0 ? w[source * inputs + row] : r[source * hidden + unit];
            backward[(row / tile * layout.columns() + column) * tile + row % tile] = weight;
        }
    }

    private static float[] read(INDArray array) {
        float[] values = new float[Math.toIntExact(array.length())];
        NativeAddress.of(ArrayLayout.inF(array)).get(values);
        return values;
    }
}
