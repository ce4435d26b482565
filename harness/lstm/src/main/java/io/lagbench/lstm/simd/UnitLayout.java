package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;

/**
 * Where values lie in {@link UnitArrays}. A step's row vector u is for vectors a one for the bias and its input, and the output of the step
 * before. Columns are pre-activations gate by gate, in DL4J's order. Where the units do not fill the last vector of a gate, it
 * begins so much earlier: what two vectors share is computed twice.
 *
 * @param input how the input enters
 * @param inputs width of the input I
 * @param hidden width of the layer H
 * @param lanes values of a vector
 */
record UnitLayout(InputRows input, int inputs, int hidden, int lanes) {

    static UnitLayout of(LstmShape shape, InputRows input, int lanes) {
        return new UnitLayout(input.lookedUp(), shape.input(), shape.hidden(), lanes);
    }

    /** Values of the input in u. */
    int inputRows() {
        return input.inU();
    }

    /** Values of u before the output. */
    int beforeOutput() {
        return input.ones() + inputRows();
    }

    /** Values of u. */
    int rows() {
        return input.ones() + inputRows() + hidden;
    }

    /** Vectors of a gate. */
    int gateVectors() {
        return (hidden + lanes - 1) / lanes;
    }

    /** Where a vector of a gate begins in it. */
    int unitOf(int vector) {
        return Math.max(0, Math.min(vector * lanes, hidden - lanes));
    }

    /** Columns from one gate to the next. */
    int gateStride() {
        return Math.max(hidden, lanes);
    }

    /** Columns of all gates. */
    int columns() {
        return LstmWeights.GATES * gateStride();
    }

    /** Tiles of the product that gives the pre-activations. */
    int forwardTiles() {
        return LaneLayout.padded(columns(), forwardTile()) / forwardTile();
    }

    /** Columns of a tile. */
    int forwardTile() {
        return UnitArithmetic.FORWARD_VECTORS * lanes;
    }

    /** Columns with their padding. */
    int columnStride() {
        return forwardTiles() * forwardTile();
    }

    /** Rows of a tile of the product that gives the gradients of rows. */
    int backwardTile() {
        return UnitArithmetic.BACKWARD_VECTORS * lanes;
    }

    /** Values that each unit has one of, with their padding. */
    int unitStride() {
        return LaneLayout.padded(hidden, backwardTile());
    }

    /** Gradients of rows: of outputs, with their padding, then of inputs. */
    int gradientStride() {
        return unitStride() + LaneLayout.padded(inputRows(), backwardTile());
    }

    /** Values of u from one step to the next: vectors of the output may reach beyond the last unit. */
    int rowStride() {
        return LaneLayout.padded(beforeOutput() + Math.max(hidden, lanes), UnitArithmetic.OUTER_ROWS);
    }

    /** Rows of the weight gradient with their padding. */
    int sumRows() {
        return LaneLayout.padded(rows(), UnitArithmetic.OUTER_ROWS);
    }

    /** Where u of a step begins. */
    int row(int step) {
        return step * rowStride();
    }

    /** Where the output before a step begins. */
    int outputBefore(int step) {
        return row(step) + beforeOutput();
    }

    /** Where the gradients of a step's pre-activations begin; they are there for {@link Blocks#STEPS} steps. */
    int columnGradient(int step) {
        return LaneLayout.START + step % Blocks.STEPS * columnStride();
    }

    /** Where the sum of a row and a column of the weight gradient lies. */
    int sum(int row, int column) {
        return LaneLayout.START + row * columnStride() + column;
    }

    /** Where the row of a symbol begins among rows that are looked up; without any there is one. */
    int symbolRow(int number) {
        return LaneLayout.START + (input.symbols() ? InputRows.row(number, inputs) : 0) * columnStride();
    }

    /** Floats that a step takes in {@link UnitArrays}. */
    long floatsOfAStep() {
        return rowStride() + columnStride() + 3L * unitStride();
    }
}
