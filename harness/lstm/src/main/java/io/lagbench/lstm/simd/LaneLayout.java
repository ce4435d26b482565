package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Where values lie in {@link LaneArrays}. A step's row vector u is its input, the output of the step before, and for vectors a one for the
 * bias; columns are the pre-activations of all gates, unit by unit, in the order of DL4J's blocks. Where the input is looked
 * up, u begins with the output.
 *
 * @param input how the input enters
 * @param inputs width of the input I
 * @param hidden width of the layer H
 * @param lanes sequences of a group
 * @param forwardTile outputs that are computed together of the product that gives the pre-activations
 * @param backwardTile the same of the product that gives the gradients of rows
 * @param inputGradient whether the gradient with respect to the input is wanted
 */
record LaneLayout(
        InputRows input, int inputs, int hidden, int lanes, int forwardTile, int backwardTile, boolean inputGradient) {

    /**
     * Values before the first in every array: what the JVM puts before them, 16 bytes, and these are a line of the cache where
     * objects begin with one (-XX:ObjectAlignmentInBytes=64).
     */
    static final int START = 12;

    /** Of the time of a product; a guess between tiles of 8 and 20. */
    private static final double READING = 1.5;

    static LaneLayout of(
            LstmShape shape, InputRows input, LaneArithmetic arithmetic, int groups, boolean inputGradient) {
        List<Integer> tiles = arithmetic.tiles(groups);
        int hidden = shape.hidden();
        int gradientRows = (inputGradient ? shape.input() : 0) + hidden;
        return new LaneLayout(
                input,
                shape.input(),
                hidden,
                arithmetic.lanes(),
                tile(tiles, LstmWeights.GATES * hidden),
                tile(tiles, gradientRows),
                inputGradient);
    }

    /** The tile that costs least: its padding, and what it reads beside the weights for each of its outputs. */
    private static int tile(List<Integer> tiles, int outputs) {
        return Collections.min(tiles, Comparator.comparingDouble(tile -> padded(outputs, tile) * (1 + READING / tile)));
    }

    /** The next multiple that is not smaller. */
    static int padded(int count, int multiple) {
        return (count + multiple - 1) / multiple * multiple;
    }

    /** Values of the input in u. */
    int inputRows() {
        return input.inU();
    }

    /** Values of u. */
    int rows() {
        return inputRows() + hidden + input.ones();
    }

    /** Pre-activations of a step. */
    int columns() {
        return LstmWeights.GATES * hidden;
    }

    /** Values of u from one step to the next: odd, so that those of many steps do not share a few sets of the cache. */
    int rowStride() {
        return padded(rows(), LaneArithmetic.OUTER_ROWS) | 1;
    }

    /** The column of DL4J's weights that one of these columns has. */
    int columnOfDl4j(int column) {
        return column % LstmWeights.GATES * hidden + column / LstmWeights.GATES;
    }

    /** Gates, or gradients of pre-activations, from one step to the next; odd as well. */
    int columnStride() {
        return padded(columns(), LaneArithmetic.OUTER_COLUMNS) | 1;
    }

    /** Tiles of the product that gives the pre-activations. */
    int forwardTiles() {
        return padded(columns(), forwardTile) / forwardTile;
    }

    /** Rows of u whose gradients go on to the steps before and to what is below. */
    int gradientRows() {
        return (inputGradient ? inputs : 0) + hidden;
    }

    /** Where the gradient of the output of the step before begins among them. */
    int hiddenGradient() {
        return inputGradient ? inputs : 0;
    }

    /** Tiles of the product that gives their gradients. */
    int backwardTiles() {
        return padded(gradientRows(), backwardTile) / backwardTile;
    }

    /** Gradients of rows from one step to the next. */
    int gradientStride() {
        return backwardTiles() * backwardTile;
    }

    /** Where u of a step begins. */
    int row(int step) {
        return START + step * rowStride() * lanes;
    }

    /** Where the output before a step begins. */
    int outputBefore(int step) {
        return row(step) + inputRows() * lanes;
    }

    /** Where the gates of a step begin. */
    int gate(int step) {
        return START + step * columnStride() * lanes;
    }

    /** Where the values of a step begin of which each unit has one, such as cells. */
    int unit(int step) {
        return START + step * hidden * lanes;
    }

    /** Steps whose gradients of rows are there: where nothing below wants them, only that which is computed and the one behind it. */
    int gradientSteps() {
        return inputGradient ? Blocks.STEPS : 2;
    }

    /** Where the gradients of rows of a step begin. */
    int rowGradient(int step) {
        return START + step % gradientSteps() * gradientStride() * lanes;
    }

    /** Where the gradients that reach the output of a step from above begin; they are there for {@link Blocks#STEPS} steps. */
    int outputGradient(int step) {
        return unit(step % Blocks.STEPS);
    }

    /** Tiles of rows of the weight gradient. */
    int outerRowTiles() {
        return padded(rows(), LaneArithmetic.OUTER_ROWS) / LaneArithmetic.OUTER_ROWS;
    }

    /** Tiles of columns of the weight gradient. */
    int outerColumnTiles() {
        return padded(columns(), LaneArithmetic.OUTER_COLUMNS) / LaneArithmetic.OUTER_COLUMNS;
    }

    /** Sums of the weight gradient, of all rows and columns with their padding. */
    int sums() {
        return outerRowTiles() * outerColumnTiles() * LaneArithmetic.OUTER_ROWS * LaneArithmetic.OUTER_COLUMNS;
    }

    /** Where the sum of a row and a column lies among them: tile by tile, those of the same columns together. */
    int sum(int row, int column) {
        int tile = column / LaneArithmetic.OUTER_COLUMNS * outerRowTiles() + row / LaneArithmetic.OUTER_ROWS;
        return tile * LaneArithmetic.OUTER_ROWS * LaneArithmetic.OUTER_COLUMNS
                + row % LaneArithmetic.OUTER_ROWS * LaneArithmetic.OUTER_COLUMNS
                + column % LaneArithmetic.OUTER_COLUMNS;
    }

    /** Floats of the gates of a step. */
    long gatesOfAStep() {
        return (long) lanes * columnStride();
    }
}
