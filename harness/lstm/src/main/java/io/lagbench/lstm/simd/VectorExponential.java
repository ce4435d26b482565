package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.Exponential;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Exponential} on vectors, two at a time, which also makes the method too large to be compiled into its callers, see
 * {@link VectorLanes}. The polynomial is that of expf in the Cephes library (Moshier 1989).
 */
final class VectorExponential implements Exponential {
    private static final VectorSpecies<Float> S = VectorLanes.S;
    private static final VectorSpecies<Integer> INTS = VectorLanes.INTS;
    private static final int L = S.length();

    /** Beyond that results are denormal, or no float. */
    private static final float LEAST = -87;

    private static final float MOST = 88;
    private static final float LOG2_E = 1.44269504f;

    /** ln 2 in two parts, the first with so few digits that its products with whole numbers are exact. */
    private static final float LN2_FIRST = 0.693359375f;

    private static final float LN2_REST = -2.12194440e-4f;

    @Override
    public void replace(float[] values, int from, int to) {
        int rest = to - (to - from) % (2 * L);
        pairs(values, from, rest);
        for (int i = rest; i < to; i++) {
            values[i] = (float) Math.exp(Math.max(LEAST, Math.min(MOST, values[i])));
        }
    }

    private static void pairs(float[] values, int from, int to) {
        FloatVector c0 = FloatVector.broadcast(S, 5.0000001201e-1f);
        FloatVector c1 = FloatVector.broadcast(S, 1.6666665459e-1f);
        FloatVector c2 = FloatVector.broadcast(S, 4.1665795894e-2f);
        FloatVector c3 = FloatVector.broadcast(S, 8.3334519073e-3f);
        FloatVector c4 = FloatVector.broadcast(S, 1.3981999507e-3f);
        FloatVector c5 = FloatVector.broadcast(S, 1.9875691500e-4f);
        FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
        FloatVector first = FloatVector.broadcast(S, -LN2_FIRST);
        FloatVector rest = FloatVector.broadcast(S, -LN2_REST);
        for (int at = from; at < to; at += 2 * L) {
            FloatVector x0 = FloatVector.fromArray(S, values, at).max(LEAST).min(MOST);
            FloatVector rounded0 = x0.fma(log2e, FloatVector.broadcast(S, VectorLanes.ROUNDING));
            FloatVector n0 = rounded0.sub(VectorLanes.ROUNDING);
            FloatVector f0 = n0.fma(rest, n0.fma(first, x0));
            FloatVector power0 = (FloatVector) ((IntVector) rounded0.reinterpretShape(INTS, 0))
                    .lanewise(VectorOperators.LSHL, VectorLanes.EXPONENT_BITS)
                    .add(VectorLanes.ONE)
                    .reinterpretShape(S, 0);
            FloatVector p0 = c5.fma(f0, c4);
            p0 = p0.fma(f0, c3);
            p0 = p0.fma(f0, c2);
            p0 = p0.fma(f0, c1);
            p0 = p0.fma(f0, c0);
            p0.fma(f0.mul(f0), f0.add(1f)).mul(power0).intoArray(values, at);
            FloatVector x1 = FloatVector.fromArray(S, values, at + L).max(LEAST).min(MOST);
            FloatVector rounded1 = x1.fma(log2e, FloatVector.broadcast(S, VectorLanes.ROUNDING));
            FloatVector n1 = rounded1.sub(VectorLanes.ROUNDING);
            FloatVector f1 = n1.fma(rest, n1.fma(first, x1));
            FloatVector power1 = (FloatVector) ((IntVector) rounded1.reinterpretShape(INTS, 0))
                    .lanewise(VectorOperators.LSHL, VectorLanes.EXPONENT_BITS)
                    .add(VectorLanes.ONE)
                    .reinterpretShape(S, 0);
            FloatVector p1 = c5.fma(f1, c4);
            p1 = p1.fma(f1, c3);
            p1 = p1.fma(f1, c2);
            p1 = p1.fma(f1, c1);
            p1 = p1.fma(f1, c0);
            p1.fma(f1.mul(f1), f1.add(1f)).mul(power1).intoArray(values, at + L);
        }
    }
}
