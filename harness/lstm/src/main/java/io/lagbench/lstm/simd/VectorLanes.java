package io.lagbench.lstm.simd;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link LaneArithmetic} on vectors of the width that the processor prefers. One width a process: where the classes of several
 * are in use the compiler no longer knows which one a loop carries on, and makes an object of each vector.
 *
 * <p>Every method has one loop and calls nothing that holds a vector: what the compiler does not inline makes an object of
 * each vector too, which takes ten times as long.
 */
final class VectorLanes implements LaneArithmetic {
    static final VectorSpecies<Float> S = species();
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, S.vectorShape());
    private static final int L = S.length();

    /** With 32 registers, as AVX-512 has them, 20 sums stay in registers; with 16 only 12 do. */
    private static final boolean WIDE = L == 16;

    private static final int TILE = WIDE ? 20 : 12;

    /** As many sums as two products at a time need to wait for none. */
    private static final int FEW = 8;

    /** Exponents beyond that do not change a gate in single precision. */
    static final int MOST_BITS = Float.floatToRawIntBits(30);

    static final int MAGNITUDE = 0x7fffffff;
    static final int SIGN = 0x80000000;

    /** Added to a number below 2^22 it leaves the nearest whole number in the last bits. */
    static final float ROUNDING = 12582912;

    /** tanh x = (e - 1) / (e + 1) with e = 2^(this x). */
    static final float TANH_EXPONENT = (float) PackedWeights.EXPONENT_OF_TANH;

    /** Coefficients of (2^x - 1) / x where x is from -0.5 to 0.5: those of exp2f in the Cephes library (Moshier 1989). */
    static final float C1 = 6.931472029e-1f;

    static final float C2 = 2.402264791e-1f;
    static final float C3 = 5.550332471e-2f;
    static final float C4 = 9.618437357e-3f;
    static final float C5 = 1.339887440e-3f;
    static final float C6 = 1.535336188e-4f;

    static final int EXPONENT_BITS = 23;

    /** The bits of 1. */
    static final int ONE = 0x3f800000;

    /** Added and taken away again it leaves zero of what is so small that sums of it would be denormal. */
    static final float DENORMAL_GUARD = 0x1p-70f;

    private static VectorSpecies<Float> species() {
        Integer bits = Integer.getInteger(VectorModule.WIDTH);
        return bits == null
                ? FloatVector.SPECIES_PREFERRED
                : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public List<Integer> tiles(int groups) {
        return List.of(FEW / groups, TILE / groups);
    }

    @Override
    public void forward(LaneLayout layout, LaneArrays[] groups, PackedWeights weights, int from, int to) {
        int hidden = layout.hidden();
        for (int step = from; step < to; step++) {
            int cell = layout.unit(step);
            preActivations(layout, groups, weights.forward, step);
            for (LaneArrays arrays : groups) {
                int gate = arrays.gatesBefore + layout.gate(step);
                if (layout.input().inTable() > 0) {
                    addTo(arrays.scratch, LaneLayout.START, arrays.gates, gate, layout.columns());
                }
                exponentials(arrays.scratch, layout.columns(), arrays.lost);
                cells(arrays, gate, cell, hidden);
                exponentials(arrays.squashing, hidden, arrays.lost);
                outputs(arrays, gate, cell, layout.outputBefore(step + 1), hidden);
            }
        }
    }

    @Override
    public void outputs(LaneLayout layout, LaneArrays[] groups, int from, int to) {
        int hidden = layout.hidden();
        for (int step = from; step < to; step++) {
            int cell = layout.unit(step);
            for (LaneArrays arrays : groups) {
                int gate = arrays.gatesBefore + layout.gate(step);
                cellsOfGates(arrays, gate, cell, hidden);
                exponentials(arrays.squashing, hidden, arrays.lost);
                outputs(arrays, gate, cell, layout.outputBefore(step + 1), hidden);
            }
        }
    }

    private static void preActivations(LaneLayout layout, LaneArrays[] groups, float[] weights, int step) {
        int rows = layout.rows();
        int row = layout.row(step);
        int tile = layout.forwardTile();
        LaneArrays one = groups[0];
        LaneArrays other = groups[groups.length - 1];
        for (int column = 0; column < layout.columns(); column += tile) {
            int weight = column * rows;
            int out = LaneLayout.START + column * L;
            multiply(tile, weights, weight, one.rows, other.rows, row, rows, one.scratch, other.scratch, out);
        }
    }

    /**
     * A tile of a product.
     *
     * @param tile one of {@link #tiles}, for two groups where the second input is another array than the first
     */
    private static void multiply(
            int tile,
            float[] weights,
            int weight,
            float[] in0,
            float[] in1,
            int from,
            int count,
            float[] out0,
            float[] out1,
            int to) {
        if (in0 != in1 && tile == FEW / 2) {
            fewOfTwo(weights, weight, in0, in1, from, count, out0, out1, to);
        } else if (in0 != in1) {
            productOfTwo(weights, weight, in0, in1, from, count, out0, out1, to);
        } else if (tile == FEW) {
            few(weights, weight, in0, from, count, out0, to);
        } else {
            product(weights, weight, in0, from, count, out0, to);
        }
    }

    @Override
    public void backward(
            LaneLayout layout, LaneArrays[] groups, PackedWeights weights, int from, int to, boolean atEveryStep) {
        int hidden = layout.hidden();
        for (int step = to - 1; step >= from; step--) {
            for (LaneArrays arrays : groups) {
                boolean last = step == to - 1;
                float[] dh = last ? arrays.dh : arrays.rowGradients;
                int dhAt = last ? LaneLayout.START : layout.rowGradient(step + 1) + layout.hiddenGradient() * L;
                if (atEveryStep) {
                    addTo(dh, dhAt, arrays.outputGradients, layout.outputGradient(step), hidden);
                }
                gradients(arrays, dh, dhAt, layout.gate(step), layout.unit(step), hidden);
            }
            rowGradients(layout, groups, weights.backward, step);
        }
        for (LaneArrays arrays : groups) {
            int first = layout.rowGradient(from) + layout.hiddenGradient() * L;
            System.arraycopy(arrays.rowGradients, first, arrays.dh, LaneLayout.START, hidden * L);
            addOuterProducts(layout, arrays, from, to);
        }
    }

    private static void rowGradients(LaneLayout layout, LaneArrays[] groups, float[] weights, int step) {
        int columns = layout.columns();
        int gate = layout.gate(step);
        int tile = layout.backwardTile();
        LaneArrays one = groups[0];
        LaneArrays other = groups[groups.length - 1];
        for (int row = 0; row < layout.gradientRows(); row += tile) {
            int weight = row * columns;
            int out = layout.rowGradient(step) + row * L;
            float[] to = one.rowGradients;
            multiply(tile, weights, weight, one.gradients, other.gradients, gate, columns, to, other.rowGradients, out);
        }
    }

    private static void addOuterProducts(LaneLayout layout, LaneArrays arrays, int from, int to) {
        int tiles = layout.outerColumnTiles();
        for (int pair = 0; pair < tiles; pair += 2) { // what two tiles of columns need fits the first cache
            for (int rowTile = 0; rowTile < layout.outerRowTiles(); rowTile++) {
                for (int columnTile = pair; columnTile < Math.min(tiles, pair + 2); columnTile++) {
                    outer(layout, arrays, rowTile * OUTER_ROWS, columnTile * OUTER_COLUMNS, from, to);
                }
            }
        }
    }

    private static void outer(LaneLayout layout, LaneArrays arrays, int row, int column, int from, int to) {
        outer(
                arrays.rows,
                layout.row(from) + row * L,
                layout.rowStride() * L,
                arrays.gradients,
                layout.gate(from) + column * L,
                layout.columnStride() * L,
                to - from,
                arrays.sums,
                LaneLayout.START + layout.sum(row, column) * L);
    }

    @Override
    public boolean toLanes(float[] sequences, int size, int count, float[] lanes, int at) {
        int bits = 0;
        int fours = size - size % 4;
        for (int n = 0;
                n < fours;
                n += 4) { // four values a turn: a loop over a sequence's few values costs more than they do
            int from = n;
            int to = at + n * L;
            for (int lane = 0; lane < count; lane++) {
                float value0 = sequences[from];
                float value1 = sequences[from + 1];
                float value2 = sequences[from + 2];
                float value3 = sequences[from + 3];
                lanes[to + lane] = value0;
                lanes[to + lane + L] = value1;
                lanes[to + lane + 2 * L] = value2;
                lanes[to + lane + 3 * L] = value3;
                bits |= Float.floatToRawIntBits(value0) | Float.floatToRawIntBits(value1);
                bits |= Float.floatToRawIntBits(value2) | Float.floatToRawIntBits(value3);
                from += size;
            }
        }
        for (int n = fours; n < size; n++) {
            for (int lane = 0; lane < count; lane++) {
                float value = sequences[lane * size + n];
                lanes[at + lane + n * L] = value;
                bits |= Float.floatToRawIntBits(value);
            }
        }
        return bits << 1 != 0; // the sign of a zero does not count
    }

    @Override
    public void fromLanes(float[] lanes, int at, float[] sequences, int size, int count) {
        int fours = size - size % 4;
        for (int n = 0; n < fours; n += 4) {
            int from = at + n * L;
            int to = n;
            for (int lane = 0; lane < count; lane++) {
                sequences[to] = lanes[from + lane];
                sequences[to + 1] = lanes[from + lane + L];
                sequences[to + 2] = lanes[from + lane + 2 * L];
                sequences[to + 3] = lanes[from + lane + 3 * L];
                to += size;
            }
        }
        for (int n = fours; n < size; n++) {
            for (int lane = 0; lane < count; lane++) {
                sequences[lane * size + n] = lanes[at + lane + n * L];
            }
        }
    }

    @Override
    public void oneHot(int[] numbers, int from, int size, float[] lanes, int at) {
        IntVector symbols = IntVector.fromArray(INTS, numbers, from);
        for (int symbol = 0; symbol < size; symbol++) {
            IntVector bits = IntVector.zero(INTS).blend(ONE, symbols.compare(VectorOperators.EQ, symbol));
            ((FloatVector) bits.reinterpretShape(S, 0)).intoArray(lanes, at + symbol * L);
        }
    }

    /** out = sum over n of in[n] times the n-th row of a tile of weights. */
    private static void product(float[] weights, int weight, float[] in, int from, int count, float[] out, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        FloatVector a8 = FloatVector.zero(S);
        FloatVector a9 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S);
        FloatVector a11 = FloatVector.zero(S);
        FloatVector a12 = FloatVector.zero(S);
        FloatVector a13 = FloatVector.zero(S);
        FloatVector a14 = FloatVector.zero(S);
        FloatVector a15 = FloatVector.zero(S);
        FloatVector a16 = FloatVector.zero(S);
        FloatVector a17 = FloatVector.zero(S);
        FloatVector a18 = FloatVector.zero(S);
        FloatVector a19 = FloatVector.zero(S);
        int p = weight;
        for (int n = 0; n < count; n++) {
            FloatVector u = FloatVector.fromArray(S, in, from + n * L);
            a0 = FloatVector.broadcast(S, weights[p]).fma(u, a0);
            a1 = FloatVector.broadcast(S, weights[p + 1]).fma(u, a1);
            a2 = FloatVector.broadcast(S, weights[p + 2]).fma(u, a2);
            a3 = FloatVector.broadcast(S, weights[p + 3]).fma(u, a3);
            a4 = FloatVector.broadcast(S, weights[p + 4]).fma(u, a4);
            a5 = FloatVector.broadcast(S, weights[p + 5]).fma(u, a5);
            a6 = FloatVector.broadcast(S, weights[p + 6]).fma(u, a6);
            a7 = FloatVector.broadcast(S, weights[p + 7]).fma(u, a7);
            a8 = FloatVector.broadcast(S, weights[p + 8]).fma(u, a8);
            a9 = FloatVector.broadcast(S, weights[p + 9]).fma(u, a9);
            a10 = FloatVector.broadcast(S, weights[p + 10]).fma(u, a10);
            a11 = FloatVector.broadcast(S, weights[p + 11]).fma(u, a11);
            if (WIDE) {
                a12 = FloatVector.broadcast(S, weights[p + 12]).fma(u, a12);
                a13 = FloatVector.broadcast(S, weights[p + 13]).fma(u, a13);
                a14 = FloatVector.broadcast(S, weights[p + 14]).fma(u, a14);
                a15 = FloatVector.broadcast(S, weights[p + 15]).fma(u, a15);
                a16 = FloatVector.broadcast(S, weights[p + 16]).fma(u, a16);
                a17 = FloatVector.broadcast(S, weights[p + 17]).fma(u, a17);
                a18 = FloatVector.broadcast(S, weights[p + 18]).fma(u, a18);
                a19 = FloatVector.broadcast(S, weights[p + 19]).fma(u, a19);
            }
            p += TILE;
        }
        a0.intoArray(out, to);
        a1.intoArray(out, to + L);
        a2.intoArray(out, to + 2 * L);
        a3.intoArray(out, to + 3 * L);
        a4.intoArray(out, to + 4 * L);
        a5.intoArray(out, to + 5 * L);
        a6.intoArray(out, to + 6 * L);
        a7.intoArray(out, to + 7 * L);
        a8.intoArray(out, to + 8 * L);
        a9.intoArray(out, to + 9 * L);
        a10.intoArray(out, to + 10 * L);
        a11.intoArray(out, to + 11 * L);
        if (WIDE) {
            a12.intoArray(out, to + 12 * L);
            a13.intoArray(out, to + 13 * L);
            a14.intoArray(out, to + 14 * L);
            a15.intoArray(out, to + 15 * L);
            a16.intoArray(out, to + 16 * L);
            a17.intoArray(out, to + 17 * L);
            a18.intoArray(out, to + 18 * L);
            a19.intoArray(out, to + 19 * L);
        }
    }

    /** The same with tiles of {@link #FEW}. */
    private static void few(float[] weights, int weight, float[] in, int from, int count, float[] out, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        int p = weight;
        for (int n = 0; n < count; n++) {
            FloatVector u = FloatVector.fromArray(S, in, from + n * L);
            a0 = FloatVector.broadcast(S, weights[p]).fma(u, a0);
            a1 = FloatVector.broadcast(S, weights[p + 1]).fma(u, a1);
            a2 = FloatVector.broadcast(S, weights[p + 2]).fma(u, a2);
            a3 = FloatVector.broadcast(S, weights[p + 3]).fma(u, a3);
            a4 = FloatVector.broadcast(S, weights[p + 4]).fma(u, a4);
            a5 = FloatVector.broadcast(S, weights[p + 5]).fma(u, a5);
            a6 = FloatVector.broadcast(S, weights[p + 6]).fma(u, a6);
            a7 = FloatVector.broadcast(S, weights[p + 7]).fma(u, a7);
            p += FEW;
        }
        a0.intoArray(out, to);
        a1.intoArray(out, to + L);
        a2.intoArray(out, to + 2 * L);
        a3.intoArray(out, to + 3 * L);
        a4.intoArray(out, to + 4 * L);
        a5.intoArray(out, to + 5 * L);
        a6.intoArray(out, to + 6 * L);
        a7.intoArray(out, to + 7 * L);
    }

    /** The product of two groups, half a tile each: a weight that is read serves both. */
    private static void productOfTwo(
            float[] weights,
            int weight,
            float[] in0,
            float[] in1,
            int from,
            int count,
            float[] out0,
            float[] out1,
            int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector b4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector b5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector b6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        FloatVector b7 = FloatVector.zero(S);
        FloatVector a8 = FloatVector.zero(S);
        FloatVector b8 = FloatVector.zero(S);
        FloatVector a9 = FloatVector.zero(S);
        FloatVector b9 = FloatVector.zero(S);
        int p = weight;
        for (int n = 0; n < count; n++) {
            FloatVector u = FloatVector.fromArray(S, in0, from + n * L);
            FloatVector v = FloatVector.fromArray(S, in1, from + n * L);
            FloatVector w = FloatVector.broadcast(S, weights[p]);
            a0 = w.fma(u, a0);
            b0 = w.fma(v, b0);
            w = FloatVector.broadcast(S, weights[p + 1]);
            a1 = w.fma(u, a1);
            b1 = w.fma(v, b1);
            w = FloatVector.broadcast(S, weights[p + 2]);
            a2 = w.fma(u, a2);
            b2 = w.fma(v, b2);
            w = FloatVector.broadcast(S, weights[p + 3]);
            a3 = w.fma(u, a3);
            b3 = w.fma(v, b3);
            w = FloatVector.broadcast(S, weights[p + 4]);
            a4 = w.fma(u, a4);
            b4 = w.fma(v, b4);
            w = FloatVector.broadcast(S, weights[p + 5]);
            a5 = w.fma(u, a5);
            b5 = w.fma(v, b5);
            if (WIDE) {
                w = FloatVector.broadcast(S, weights[p + 6]);
                a6 = w.fma(u, a6);
                b6 = w.fma(v, b6);
                w = FloatVector.broadcast(S, weights[p + 7]);
                a7 = w.fma(u, a7);
                b7 = w.fma(v, b7);
                w = FloatVector.broadcast(S, weights[p + 8]);
                a8 = w.fma(u, a8);
                b8 = w.fma(v, b8);
                w = FloatVector.broadcast(S, weights[p + 9]);
                a9 = w.fma(u, a9);
                b9 = w.fma(v, b9);
            }
            p += TILE / 2;
        }
        a0.intoArray(out0, to);
        b0.intoArray(out1, to);
        a1.intoArray(out0, to + L);
        b1.intoArray(out1, to + L);
        a2.intoArray(out0, to + 2 * L);
        b2.intoArray(out1, to + 2 * L);
        a3.intoArray(out0, to + 3 * L);
        b3.intoArray(out1, to + 3 * L);
        a4.intoArray(out0, to + 4 * L);
        b4.intoArray(out1, to + 4 * L);
        a5.intoArray(out0, to + 5 * L);
        b5.intoArray(out1, to + 5 * L);
        if (WIDE) {
            a6.intoArray(out0, to + 6 * L);
            b6.intoArray(out1, to + 6 * L);
            a7.intoArray(out0, to + 7 * L);
            b7.intoArray(out1, to + 7 * L);
            a8.intoArray(out0, to + 8 * L);
            b8.intoArray(out1, to + 8 * L);
            a9.intoArray(out0, to + 9 * L);
            b9.intoArray(out1, to + 9 * L);
        }
    }

    /** The same with half of {@link #FEW}. */
    private static void fewOfTwo(
            float[] weights,
            int weight,
            float[] in0,
            float[] in1,
            int from,
            int count,
            float[] out0,
            float[] out1,
            int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        int p = weight;
        for (int n = 0; n < count; n++) {
            FloatVector u = FloatVector.fromArray(S, in0, from + n * L);
            FloatVector v = FloatVector.fromArray(S, in1, from + n * L);
            FloatVector w = FloatVector.broadcast(S, weights[p]);
            a0 = w.fma(u, a0);
            b0 = w.fma(v, b0);
            w = FloatVector.broadcast(S, weights[p + 1]);
            a1 = w.fma(u, a1);
            b1 = w.fma(v, b1);
            w = FloatVector.broadcast(S, weights[p + 2]);
            a2 = w.fma(u, a2);
            b2 = w.fma(v, b2);
            w = FloatVector.broadcast(S, weights[p + 3]);
            a3 = w.fma(u, a3);
            b3 = w.fma(v, b3);
            p += FEW / 2;
        }
        a0.intoArray(out0, to);
        b0.intoArray(out1, to);
        a1.intoArray(out0, to + L);
        b1.intoArray(out1, to + L);
        a2.intoArray(out0, to + 2 * L);
        b2.intoArray(out1, to + 2 * L);
        a3.intoArray(out0, to + 3 * L);
        b3.intoArray(out1, to + 3 * L);
    }

    /** sums += rows times gates, over some steps. */
    private static void outer(
            float[] rows,
            int row,
            int rowStride,
            float[] gates,
            int gate,
            int gateStride,
            int steps,
            float[] sums,
            int at) {
        FloatVector a00 = FloatVector.fromArray(S, sums, at);
        FloatVector a01 = FloatVector.fromArray(S, sums, at + L);
        FloatVector a02 = FloatVector.fromArray(S, sums, at + 2 * L);
        FloatVector a03 = FloatVector.fromArray(S, sums, at + 3 * L);
        FloatVector a04 = FloatVector.fromArray(S, sums, at + 4 * L);
        FloatVector a10 = FloatVector.fromArray(S, sums, at + 5 * L);
        FloatVector a11 = FloatVector.fromArray(S, sums, at + 6 * L);
        FloatVector a12 = FloatVector.fromArray(S, sums, at + 7 * L);
        FloatVector a13 = FloatVector.fromArray(S, sums, at + 8 * L);
        FloatVector a14 = FloatVector.fromArray(S, sums, at + 9 * L);
        FloatVector a20 = FloatVector.fromArray(S, sums, at + 10 * L);
        FloatVector a21 = FloatVector.fromArray(S, sums, at + 11 * L);
        FloatVector a22 = FloatVector.fromArray(S, sums, at + 12 * L);
        FloatVector a23 = FloatVector.fromArray(S, sums, at + 13 * L);
        FloatVector a24 = FloatVector.fromArray(S, sums, at + 14 * L);
        FloatVector a30 = FloatVector.fromArray(S, sums, at + 15 * L);
        FloatVector a31 = FloatVector.fromArray(S, sums, at + 16 * L);
        FloatVector a32 = FloatVector.fromArray(S, sums, at + 17 * L);
        FloatVector a33 = FloatVector.fromArray(S, sums, at + 18 * L);
        FloatVector a34 = FloatVector.fromArray(S, sums, at + 19 * L);
        int r = row;
        int d = gate;
        for (int step = 0; step < steps; step++) {
            FloatVector d0 = FloatVector.fromArray(S, gates, d);
            FloatVector d1 = FloatVector.fromArray(S, gates, d + L);
            FloatVector d2 = FloatVector.fromArray(S, gates, d + 2 * L);
            FloatVector d3 = FloatVector.fromArray(S, gates, d + 3 * L);
            FloatVector d4 = FloatVector.fromArray(S, gates, d + 4 * L);
            FloatVector u = FloatVector.fromArray(S, rows, r);
            a00 = u.fma(d0, a00);
            a01 = u.fma(d1, a01);
            a02 = u.fma(d2, a02);
            a03 = u.fma(d3, a03);
            a04 = u.fma(d4, a04);
            u = FloatVector.fromArray(S, rows, r + L);
            a10 = u.fma(d0, a10);
            a11 = u.fma(d1, a11);
            a12 = u.fma(d2, a12);
            a13 = u.fma(d3, a13);
            a14 = u.fma(d4, a14);
            u = FloatVector.fromArray(S, rows, r + 2 * L);
            a20 = u.fma(d0, a20);
            a21 = u.fma(d1, a21);
            a22 = u.fma(d2, a22);
            a23 = u.fma(d3, a23);
            a24 = u.fma(d4, a24);
            u = FloatVector.fromArray(S, rows, r + 3 * L);
            a30 = u.fma(d0, a30);
            a31 = u.fma(d1, a31);
            a32 = u.fma(d2, a32);
            a33 = u.fma(d3, a33);
            a34 = u.fma(d4, a34);
            r += rowStride;
            d += gateStride;
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + L);
        a02.intoArray(sums, at + 2 * L);
        a03.intoArray(sums, at + 3 * L);
        a04.intoArray(sums, at + 4 * L);
        a10.intoArray(sums, at + 5 * L);
        a11.intoArray(sums, at + 6 * L);
        a12.intoArray(sums, at + 7 * L);
        a13.intoArray(sums, at + 8 * L);
        a14.intoArray(sums, at + 9 * L);
        a20.intoArray(sums, at + 10 * L);
        a21.intoArray(sums, at + 11 * L);
        a22.intoArray(sums, at + 12 * L);
        a23.intoArray(sums, at + 13 * L);
        a24.intoArray(sums, at + 14 * L);
        a30.intoArray(sums, at + 15 * L);
        a31.intoArray(sums, at + 16 * L);
        a32.intoArray(sums, at + 17 * L);
        a33.intoArray(sums, at + 18 * L);
        a34.intoArray(sums, at + 19 * L);
    }

    /**
     * values = 2^values - 1, with a relative error of some 1e-7 also near zero. Bits of numbers are limited as integers, which is faster than to compare numbers and loses what is
     * no number; that is added up, as zeros otherwise, in {@code lost}. Between numbers and bits by way of a named species:
     * what {@code reinterpretAsInts} looks up the compiler does not always take for constant, and makes objects then. Two vectors
     * at a time, which also makes the method too large to be compiled into its callers: in so large a method the compiler gives
     * up on some vectors.
     *
     * @param values with room for an even number of vectors
     */
    static void exponentials(float[] values, int count, float[] lost) {
        FloatVector c1 = FloatVector.broadcast(S, C1);
        FloatVector c2 = FloatVector.broadcast(S, C2);
        FloatVector c3 = FloatVector.broadcast(S, C3);
        FloatVector c4 = FloatVector.broadcast(S, C4);
        FloatVector c5 = FloatVector.broadcast(S, C5);
        FloatVector c6 = FloatVector.broadcast(S, C6);
        FloatVector lost0 = FloatVector.fromArray(S, lost, LaneLayout.START);
        FloatVector lost1 = FloatVector.zero(S);
        int at = LaneLayout.START;
        for (int n = 0; n < count; n += 2) {
            FloatVector given0 = FloatVector.fromArray(S, values, at);
            lost0 = given0.fma(FloatVector.zero(S), lost0);
            IntVector bits0 = (IntVector) given0.reinterpretShape(INTS, 0);
            FloatVector x0 = (FloatVector)
                    bits0.and(MAGNITUDE).min(MOST_BITS).or(bits0.and(SIGN)).reinterpretShape(S, 0);
            FloatVector rounded0 = x0.add(ROUNDING);
            FloatVector f0 = x0.sub(rounded0.sub(ROUNDING)); // from -0.5 to 0.5
            FloatVector power0 = (FloatVector) ((IntVector) rounded0.reinterpretShape(INTS, 0))
                    .lanewise(VectorOperators.LSHL, EXPONENT_BITS)
                    .add(ONE)
                    .reinterpretShape(S, 0);
            FloatVector p0 = c6.fma(f0, c5);
            p0 = p0.fma(f0, c4);
            p0 = p0.fma(f0, c3);
            p0 = p0.fma(f0, c2);
            p0 = p0.fma(f0, c1);
            p0.mul(f0).fma(power0, power0.sub(1f)).intoArray(values, at);
            FloatVector given1 = FloatVector.fromArray(S, values, at + L);
            lost1 = given1.fma(FloatVector.zero(S), lost1);
            IntVector bits1 = (IntVector) given1.reinterpretShape(INTS, 0);
            FloatVector x1 = (FloatVector)
                    bits1.and(MAGNITUDE).min(MOST_BITS).or(bits1.and(SIGN)).reinterpretShape(S, 0);
            FloatVector rounded1 = x1.add(ROUNDING);
            FloatVector f1 = x1.sub(rounded1.sub(ROUNDING)); // from -0.5 to 0.5
            FloatVector power1 = (FloatVector) ((IntVector) rounded1.reinterpretShape(INTS, 0))
                    .lanewise(VectorOperators.LSHL, EXPONENT_BITS)
                    .add(ONE)
                    .reinterpretShape(S, 0);
            FloatVector p1 = c6.fma(f1, c5);
            p1 = p1.fma(f1, c4);
            p1 = p1.fma(f1, c3);
            p1 = p1.fma(f1, c2);
            p1 = p1.fma(f1, c1);
            p1.mul(f1).fma(power1, power1.sub(1f)).intoArray(values, at + L);
            at += 2 * L;
        }
        lost0.add(lost1).intoArray(lost, LaneLayout.START);
    }

    /** Gates and cells from exponentials: one division for the four gates of a unit. */
    private static void cells(LaneArrays arrays, int gate, int cell, int hidden) {
        float[] exponentials = arrays.scratch;
        float[] gates = arrays.gates;
        float[] cells = arrays.cells;
        FloatVector lost = FloatVector.fromArray(S, arrays.lost, LaneLayout.START);
        for (int unit = 0; unit < hidden; unit++) {
            int from = LaneLayout.START + 4 * unit * L;
            FloatVector block = FloatVector.fromArray(S, exponentials, from);
            FloatVector overForget =
                    FloatVector.fromArray(S, exponentials, from + L).add(2f);
            FloatVector overOutput =
                    FloatVector.fromArray(S, exponentials, from + 2 * L).add(2f);
            FloatVector overInput =
                    FloatVector.fromArray(S, exponentials, from + 3 * L).add(2f);
            FloatVector overBlock = block.add(2f);
            FloatVector first = overForget.mul(overBlock);
            FloatVector second = overOutput.mul(overInput);
            FloatVector inverse = FloatVector.broadcast(S, 1f).div(first.mul(second));
            FloatVector ofFirst = inverse.mul(second);
            FloatVector ofSecond = inverse.mul(first);
            FloatVector g = block.mul(ofFirst.mul(overForget));
            FloatVector f = ofFirst.mul(overBlock);
            FloatVector i = ofSecond.mul(overOutput);
            FloatVector c = f.fma(FloatVector.fromArray(S, cells, cell + unit * L), i.fma(g, lost));
            int at = gate + 4 * unit * L;
            g.intoArray(gates, at);
            f.intoArray(gates, at + L);
            ofSecond.mul(overInput).intoArray(gates, at + 2 * L);
            i.intoArray(gates, at + 3 * L);
            c.intoArray(cells, cell + (hidden + unit) * L);
            c.mul(TANH_EXPONENT).intoArray(arrays.squashing, LaneLayout.START + unit * L);
        }
    }

    /** The same cells again. */
    private static void cellsOfGates(LaneArrays arrays, int gate, int cell, int hidden) {
        float[] gates = arrays.gates;
        float[] cells = arrays.cells;
        FloatVector lost = FloatVector.fromArray(S, arrays.lost, LaneLayout.START);
        for (int unit = 0; unit < hidden; unit++) {
            int at = gate + 4 * unit * L;
            FloatVector g = FloatVector.fromArray(S, gates, at);
            FloatVector f = FloatVector.fromArray(S, gates, at + L);
            FloatVector i = FloatVector.fromArray(S, gates, at + 3 * L);
            FloatVector c = f.fma(FloatVector.fromArray(S, cells, cell + unit * L), i.fma(g, lost));
            c.intoArray(cells, cell + (hidden + unit) * L);
            c.mul(TANH_EXPONENT).intoArray(arrays.squashing, LaneLayout.START + unit * L);
        }
    }

    /** Outputs from the exponentials of cells. */
    private static void outputs(LaneArrays arrays, int gate, int cell, int output, int hidden) {
        FloatVector lost = FloatVector.fromArray(S, arrays.lost, LaneLayout.START);
        for (int unit = 0; unit < hidden; unit++) {
            FloatVector e = FloatVector.fromArray(S, arrays.squashing, LaneLayout.START + unit * L);
            FloatVector tanh = e.div(e.add(2f));
            tanh.intoArray(arrays.squashed, cell + unit * L);
            tanh.fma(FloatVector.fromArray(S, arrays.gates, gate + (4 * unit + 2) * L), lost)
                    .intoArray(arrays.rows, output + unit * L);
        }
    }

    private static void addTo(float[] sums, int at, float[] values, int from, int count) {
        for (int n = 0; n < count; n++) {
            FloatVector.fromArray(S, sums, at + n * L)
                    .add(FloatVector.fromArray(S, values, from + n * L))
                    .intoArray(sums, at + n * L);
        }
    }

    /** Gradients of pre-activations, and of the cells of the step before. */
    private static void gradients(LaneArrays arrays, float[] dhs, int dhAt, int gate, int cell, int hidden) {
        float[] gates = arrays.gates;
        float[] out = arrays.gradients;
        int before = arrays.gatesBefore;
        float[] dcs = arrays.dc;
        for (int unit = 0; unit < hidden; unit++) {
            int to = gate + 4 * unit * L;
            int at = before + to;
            FloatVector g = FloatVector.fromArray(S, gates, at);
            FloatVector f = FloatVector.fromArray(S, gates, at + L);
            FloatVector o = FloatVector.fromArray(S, gates, at + 2 * L);
            FloatVector i = FloatVector.fromArray(S, gates, at + 3 * L);
            FloatVector tanh = FloatVector.fromArray(S, arrays.squashed, cell + unit * L);
            FloatVector dh = FloatVector.fromArray(S, dhs, dhAt + unit * L)
                    .add(DENORMAL_GUARD)
                    .sub(DENORMAL_GUARD);
            FloatVector dho = dh.mul(o);
            FloatVector dc = FloatVector.fromArray(S, dcs, LaneLayout.START + unit * L)
                    .add(dho.sub(dho.mul(tanh).mul(tanh)));
            FloatVector di = dc.mul(i);
            FloatVector df = dc.mul(f);
            di.sub(di.mul(g).mul(g)).intoArray(out, to);
            df.sub(df.mul(f))
                    .mul(FloatVector.fromArray(S, arrays.cells, cell + unit * L))
                    .intoArray(out, to + L);
            dho.sub(dho.mul(o)).mul(tanh).intoArray(out, to + 2 * L);
            di.sub(di.mul(i)).mul(g).intoArray(out, to + 3 * L);
            df.add(DENORMAL_GUARD).sub(DENORMAL_GUARD).intoArray(dcs, LaneLayout.START + unit * L);
        }
    }
}
