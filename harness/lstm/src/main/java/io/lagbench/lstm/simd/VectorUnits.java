package io.lagbench.lstm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link UnitArithmetic} on the vectors of {@link VectorLanes}. Its methods, too, have one loop each. */
final class VectorUnits implements UnitArithmetic {
    private static final VectorSpecies<Float> S = VectorLanes.S;
    private static final int L = S.length();

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void forward(UnitLayout layout, UnitArrays arrays, UnitWeights weights, int[] starts, int from, int to) {
        int tile = layout.forwardTile();
        int ones = layout.input().ones();
        int rows = layout.rows() - ones;
        for (int step = from; step < to; step++) {
            int start = layout.input().symbols() ? starts[step] : layout.symbolRow(0);
            for (int n = 0; n < layout.forwardTiles(); n++) {
                columns(
                        weights.forward,
                        LaneLayout.START + n * rows * tile,
                        arrays.rows,
                        layout.row(step) + ones,
                        rows,
                        weights.start,
                        start + n * tile,
                        arrays.scratch,
                        LaneLayout.START + n * tile);
            }
            VectorLanes.exponentials(arrays.scratch, layout.columnStride() / L, arrays.lost);
            cells(layout, arrays, step);
        }
    }

    @Override
    public void backward(
            UnitLayout layout, UnitArrays arrays, UnitWeights weights, int from, int to, boolean atEveryStep) {
        int units = layout.unitStride();
        int tile = layout.backwardTile();
        float[] dh = arrays.dh;
        int dhAt = 0;
        for (int step = to - 1; step >= from; step--) {
            if (atEveryStep) {
                addTo(dh, dhAt, arrays.outputGradients, step * units, units);
            }
            gradients(layout, arrays, dh, dhAt, step);
            int gradient = step % Blocks.STEPS * layout.gradientStride();
            for (int row = 0; row < layout.gradientStride(); row += tile) {
                rows(
                        weights.backward,
                        LaneLayout.START + row * layout.columns(),
                        arrays.columnGradients,
                        layout.columnGradient(step),
                        layout.columns(),
                        arrays.rowGradients,
                        gradient + row);
            }
            dh = arrays.rowGradients;
            dhAt = gradient;
        }
        System.arraycopy(dh, dhAt, arrays.dh, 0, units);
        for (int column = 0; column < layout.columnStride(); column += layout.forwardTile()) {
            for (int row = 0; row < layout.sumRows(); row += OUTER_ROWS) {
                outer(
                        arrays.rows,
                        layout.row(from) + row,
                        layout.rowStride(),
                        arrays.columnGradients,
                        layout.columnGradient(from) + column,
                        layout.columnStride(),
                        to - from,
                        arrays.sums,
                        layout.sum(row, column));
            }
        }
    }

    @Override
    public void add(UnitLayout layout, UnitArrays arrays, int step, float[] sums, int at) {
        addTo(sums, at, arrays.columnGradients, layout.columnGradient(step), layout.columnStride());
    }

    /** out = start + sum over n of in[n] times the n-th row of a tile of weights. Even and odd n apart: half the waiting. */
    private static void columns(
            float[] weights, int weight, float[] in, int from, int count, float[] start, int at, float[] out, int to) {
        FloatVector a0 = FloatVector.fromArray(S, start, at);
        FloatVector a1 = FloatVector.fromArray(S, start, at + L);
        FloatVector a2 = FloatVector.fromArray(S, start, at + 2 * L);
        FloatVector a3 = FloatVector.fromArray(S, start, at + 3 * L);
        FloatVector a4 = FloatVector.fromArray(S, start, at + 4 * L);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        FloatVector b4 = FloatVector.zero(S);
        int p = weight;
        for (int n = 0; n < count - 1; n += 2) {
            FloatVector u = FloatVector.broadcast(S, in[from + n]);
            a0 = FloatVector.fromArray(S, weights, p).fma(u, a0);
            a1 = FloatVector.fromArray(S, weights, p + L).fma(u, a1);
            a2 = FloatVector.fromArray(S, weights, p + 2 * L).fma(u, a2);
            a3 = FloatVector.fromArray(S, weights, p + 3 * L).fma(u, a3);
            a4 = FloatVector.fromArray(S, weights, p + 4 * L).fma(u, a4);
            u = FloatVector.broadcast(S, in[from + n + 1]);
            b0 = FloatVector.fromArray(S, weights, p + 5 * L).fma(u, b0);
            b1 = FloatVector.fromArray(S, weights, p + 6 * L).fma(u, b1);
            b2 = FloatVector.fromArray(S, weights, p + 7 * L).fma(u, b2);
            b3 = FloatVector.fromArray(S, weights, p + 8 * L).fma(u, b3);
            b4 = FloatVector.fromArray(S, weights, p + 9 * L).fma(u, b4);
            p += 10 * L;
        }
        if (count % 2 != 0) {
            FloatVector u = FloatVector.broadcast(S, in[from + count - 1]);
            a0 = FloatVector.fromArray(S, weights, p).fma(u, a0);
            a1 = FloatVector.fromArray(S, weights, p + L).fma(u, a1);
            a2 = FloatVector.fromArray(S, weights, p + 2 * L).fma(u, a2);
            a3 = FloatVector.fromArray(S, weights, p + 3 * L).fma(u, a3);
            a4 = FloatVector.fromArray(S, weights, p + 4 * L).fma(u, a4);
        }
        a0.add(b0).intoArray(out, to);
        a1.add(b1).intoArray(out, to + L);
        a2.add(b2).intoArray(out, to + 2 * L);
        a3.add(b3).intoArray(out, to + 3 * L);
        a4.add(b4).intoArray(out, to + 4 * L);
    }

    /** out = sum over n of in[n] times the n-th row of a tile of weights; a multiple of four of them, four sums a vector. */
    private static void rows(float[] weights, int weight, float[] in, int from, int count, float[] out, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector d0 = FloatVector.zero(S);
        FloatVector d1 = FloatVector.zero(S);
        int p = weight;
        for (int n = 0; n < count; n += 4) {
            FloatVector u = FloatVector.broadcast(S, in[from + n]);
            a0 = FloatVector.fromArray(S, weights, p).fma(u, a0);
            a1 = FloatVector.fromArray(S, weights, p + L).fma(u, a1);
            u = FloatVector.broadcast(S, in[from + n + 1]);
            b0 = FloatVector.fromArray(S, weights, p + 2 * L).fma(u, b0);
            b1 = FloatVector.fromArray(S, weights, p + 3 * L).fma(u, b1);
            u = FloatVector.broadcast(S, in[from + n + 2]);
            c0 = FloatVector.fromArray(S, weights, p + 4 * L).fma(u, c0);
            c1 = FloatVector.fromArray(S, weights, p + 5 * L).fma(u, c1);
            u = FloatVector.broadcast(S, in[from + n + 3]);
            d0 = FloatVector.fromArray(S, weights, p + 6 * L).fma(u, d0);
            d1 = FloatVector.fromArray(S, weights, p + 7 * L).fma(u, d1);
            p += 8 * L;
        }
        a0.add(b0).add(c0.add(d0)).intoArray(out, to);
        a1.add(b1).add(c1.add(d1)).intoArray(out, to + L);
    }

    /** sums += rows times gradients of columns, over some steps. */
    private static void outer(
            float[] rows,
            int row,
            int rowStride,
            float[] gradients,
            int gradient,
            int columnStride,
            int steps,
            float[] sums,
            int at) {
        int at1 = at + columnStride;
        int at2 = at1 + columnStride;
        int at3 = at2 + columnStride;
        FloatVector a00 = FloatVector.fromArray(S, sums, at);
        FloatVector a01 = FloatVector.fromArray(S, sums, at + L);
        FloatVector a02 = FloatVector.fromArray(S, sums, at + 2 * L);
        FloatVector a03 = FloatVector.fromArray(S, sums, at + 3 * L);
        FloatVector a04 = FloatVector.fromArray(S, sums, at + 4 * L);
        FloatVector a10 = FloatVector.fromArray(S, sums, at1);
        FloatVector a11 = FloatVector.fromArray(S, sums, at1 + L);
        FloatVector a12 = FloatVector.fromArray(S, sums, at1 + 2 * L);
        FloatVector a13 = FloatVector.fromArray(S, sums, at1 + 3 * L);
        FloatVector a14 = FloatVector.fromArray(S, sums, at1 + 4 * L);
        FloatVector a20 = FloatVector.fromArray(S, sums, at2);
        FloatVector a21 = FloatVector.fromArray(S, sums, at2 + L);
        FloatVector a22 = FloatVector.fromArray(S, sums, at2 + 2 * L);
        FloatVector a23 = FloatVector.fromArray(S, sums, at2 + 3 * L);
        FloatVector a24 = FloatVector.fromArray(S, sums, at2 + 4 * L);
        FloatVector a30 = FloatVector.fromArray(S, sums, at3);
        FloatVector a31 = FloatVector.fromArray(S, sums, at3 + L);
        FloatVector a32 = FloatVector.fromArray(S, sums, at3 + 2 * L);
        FloatVector a33 = FloatVector.fromArray(S, sums, at3 + 3 * L);
        FloatVector a34 = FloatVector.fromArray(S, sums, at3 + 4 * L);
        int r = row;
        int d = gradient;
        for (int step = 0; step < steps; step++) {
            FloatVector d0 = FloatVector.fromArray(S, gradients, d);
            FloatVector d1 = FloatVector.fromArray(S, gradients, d + L);
            FloatVector d2 = FloatVector.fromArray(S, gradients, d + 2 * L);
            FloatVector d3 = FloatVector.fromArray(S, gradients, d + 3 * L);
            FloatVector d4 = FloatVector.fromArray(S, gradients, d + 4 * L);
            FloatVector u = FloatVector.broadcast(S, rows[r]);
            a00 = u.fma(d0, a00);
            a01 = u.fma(d1, a01);
            a02 = u.fma(d2, a02);
            a03 = u.fma(d3, a03);
            a04 = u.fma(d4, a04);
            u = FloatVector.broadcast(S, rows[r + 1]);
            a10 = u.fma(d0, a10);
            a11 = u.fma(d1, a11);
            a12 = u.fma(d2, a12);
            a13 = u.fma(d3, a13);
            a14 = u.fma(d4, a14);
            u = FloatVector.broadcast(S, rows[r + 2]);
            a20 = u.fma(d0, a20);
            a21 = u.fma(d1, a21);
            a22 = u.fma(d2, a22);
            a23 = u.fma(d3, a23);
            a24 = u.fma(d4, a24);
            u = FloatVector.broadcast(S, rows[r + 3]);
            a30 = u.fma(d0, a30);
            a31 = u.fma(d1, a31);
            a32 = u.fma(d2, a32);
            a33 = u.fma(d3, a33);
            a34 = u.fma(d4, a34);
            r += rowStride;
            d += columnStride;
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + L);
        a02.intoArray(sums, at + 2 * L);
        a03.intoArray(sums, at + 3 * L);
        a04.intoArray(sums, at + 4 * L);
        a10.intoArray(sums, at1);
        a11.intoArray(sums, at1 + L);
        a12.intoArray(sums, at1 + 2 * L);
        a13.intoArray(sums, at1 + 3 * L);
        a14.intoArray(sums, at1 + 4 * L);
        a20.intoArray(sums, at2);
        a21.intoArray(sums, at2 + L);
        a22.intoArray(sums, at2 + 2 * L);
        a23.intoArray(sums, at2 + 3 * L);
        a24.intoArray(sums, at2 + 4 * L);
        a30.intoArray(sums, at3);
        a31.intoArray(sums, at3 + L);
        a32.intoArray(sums, at3 + 2 * L);
        a33.intoArray(sums, at3 + 3 * L);
        a34.intoArray(sums, at3 + 4 * L);
    }

    private static void addTo(float[] sums, int at, float[] values, int from, int count) {
        for (int n = 0; n < count; n += L) {
            FloatVector.fromArray(S, sums, at + n)
                    .add(FloatVector.fromArray(S, values, from + n))
                    .intoArray(sums, at + n);
        }
    }

    /** Gates, cells and outputs from exponentials: one division for the four gates of a unit, and one for the output. */
    private static void cells(UnitLayout layout, UnitArrays arrays, int step) {
        float[] exponentials = arrays.scratch;
        float[] gates = arrays.gates;
        int gate = layout.gateStride();
        int vectors = layout.gateVectors();
        int base = step * layout.columnStride();
        int cell = step * layout.unitStride();
        int next = cell + layout.unitStride();
        int output = layout.outputBefore(step + 1);
        FloatVector c1 = FloatVector.broadcast(S, VectorLanes.C1);
        FloatVector c2 = FloatVector.broadcast(S, VectorLanes.C2);
        FloatVector c3 = FloatVector.broadcast(S, VectorLanes.C3);
        FloatVector c4 = FloatVector.broadcast(S, VectorLanes.C4);
        FloatVector c5 = FloatVector.broadcast(S, VectorLanes.C5);
        FloatVector c6 = FloatVector.broadcast(S, VectorLanes.C6);
        FloatVector lost = FloatVector.fromArray(S, arrays.lost, LaneLayout.START);
        for (int vector = 0; vector < vectors; vector++) {
            int unit = layout.unitOf(vector);
            int from = LaneLayout.START + unit;
            FloatVector block = FloatVector.fromArray(S, exponentials, from);
            FloatVector overForget =
                    FloatVector.fromArray(S, exponentials, from + gate).add(2f);
            FloatVector overOutput =
                    FloatVector.fromArray(S, exponentials, from + 2 * gate).add(2f);
            FloatVector overInput =
                    FloatVector.fromArray(S, exponentials, from + 3 * gate).add(2f);
            FloatVector overBlock = block.add(2f);
            FloatVector first = overForget.mul(overBlock);
            FloatVector second = overOutput.mul(overInput);
            FloatVector inverse = FloatVector.broadcast(S, 1f).div(first.mul(second));
            FloatVector ofFirst = inverse.mul(second);
            FloatVector ofSecond = inverse.mul(first);
            FloatVector g = block.mul(ofFirst.mul(overForget));
            FloatVector f = ofFirst.mul(overBlock);
            FloatVector i = ofSecond.mul(overOutput);
            FloatVector c = f.fma(FloatVector.fromArray(S, arrays.cells, cell + unit), i.fma(g, lost));
            int at = base + unit;
            g.intoArray(gates, at);
            f.intoArray(gates, at + gate);
            FloatVector o = ofSecond.mul(overInput);
            o.intoArray(gates, at + 2 * gate);
            i.intoArray(gates, at + 3 * gate);
            c.intoArray(arrays.cells, next + unit);
            // As in VectorLanes.exponentials, on the way to tanh.
            IntVector bits = (IntVector) c.mul(VectorLanes.TANH_EXPONENT).reinterpretShape(VectorLanes.INTS, 0);
            FloatVector x = (FloatVector) bits.and(VectorLanes.MAGNITUDE)
                    .min(VectorLanes.MOST_BITS)
                    .or(bits.and(VectorLanes.SIGN))
                    .reinterpretShape(S, 0);
            FloatVector rounded = x.add(VectorLanes.ROUNDING);
            FloatVector fraction = x.sub(rounded.sub(VectorLanes.ROUNDING));
            FloatVector power = (FloatVector) ((IntVector) rounded.reinterpretShape(VectorLanes.INTS, 0))
                    .lanewise(VectorOperators.LSHL, VectorLanes.EXPONENT_BITS)
                    .add(VectorLanes.ONE)
                    .reinterpretShape(S, 0);
            FloatVector p = c6.fma(fraction, c5);
            p = p.fma(fraction, c4);
            p = p.fma(fraction, c3);
            p = p.fma(fraction, c2);
            p = p.fma(fraction, c1);
            FloatVector e = p.mul(fraction).fma(power, power.sub(1f));
            FloatVector tanh = e.div(e.add(2f));
            tanh.intoArray(arrays.squashed, cell + unit);
            tanh.fma(o, c.fma(FloatVector.zero(S), lost)).intoArray(arrays.rows, output + unit);
        }
    }

    /** Gradients of pre-activations, and of the cells of the step before. */
    private static void gradients(UnitLayout layout, UnitArrays arrays, float[] dhs, int dhAt, int step) {
        float[] gates = arrays.gates;
        float[] out = arrays.columnGradients;
        float[] dcs = arrays.dc;
        int gate = layout.gateStride();
        int vectors = layout.gateVectors();
        int base = step * layout.columnStride();
        int to = layout.columnGradient(step);
        int cell = step * layout.unitStride();
        int dcAt = step % 2 * layout.unitStride();
        int dcTo = layout.unitStride() - dcAt;
        for (int vector = 0; vector < vectors; vector++) {
            int unit = layout.unitOf(vector);
            int at = base + unit;
            FloatVector g = FloatVector.fromArray(S, gates, at);
            FloatVector f = FloatVector.fromArray(S, gates, at + gate);
            FloatVector o = FloatVector.fromArray(S, gates, at + 2 * gate);
            FloatVector i = FloatVector.fromArray(S, gates, at + 3 * gate);
            FloatVector tanh = FloatVector.fromArray(S, arrays.squashed, cell + unit);
            FloatVector dh = FloatVector.fromArray(S, dhs, dhAt + unit)
                    .add(VectorLanes.DENORMAL_GUARD)
                    .sub(VectorLanes.DENORMAL_GUARD);
            FloatVector dho = dh.mul(o);
            FloatVector dc = FloatVector.fromArray(S, dcs, dcAt + unit)
                    .add(dho.sub(dho.mul(tanh).mul(tanh)));
            FloatVector di = dc.mul(i);
            FloatVector df = dc.mul(f);
            int gradient = to + unit;
            di.sub(di.mul(g).mul(g)).intoArray(out, gradient);
            df.sub(df.mul(f))
                    .mul(FloatVector.fromArray(S, arrays.cells, cell + unit))
                    .intoArray(out, gradient + gate);
            dho.sub(dho.mul(o)).mul(tanh).intoArray(out, gradient + 2 * gate);
            di.sub(di.mul(i)).mul(g).intoArray(out, gradient + 3 * gate);
            df.add(VectorLanes.DENORMAL_GUARD).sub(VectorLanes.DENORMAL_GUARD).intoArray(dcs, dcTo + unit);
        }
    }
}
