package io.lagbench.lstm.simd;

import java.util.function.DoubleSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How fast one core multiplies and adds on the vectors of {@link VectorLanes}: the share of it is what a kernel is worth. */
final class VectorPeak implements DoubleSupplier {
    private static final VectorSpecies<Float> S = VectorLanes.S;
    private static final int SUMS = 12;
    private static final int ROUNDS = 100_000;

    /** The compiler is done after the first few. */
    private static final int TRIALS = 60;

    private final float[] factor = new float[S.length()];
    private final float[] sums = new float[SUMS * S.length()];

    /** Operations a second, a product and a sum counted as two: the most of many short trials. */
    @Override
    public double getAsDouble() {
        double most = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            long start = System.nanoTime();
            multiplyAndAdd(factor, sums, ROUNDS);
            most = Math.max(most, 2.0 * SUMS * S.length() * ROUNDS / (System.nanoTime() - start));
        }
        return most * 1e9;
    }

    private static void multiplyAndAdd(float[] factor, float[] sums, int rounds) {
        int lanes = S.length();
        FloatVector f = FloatVector.fromArray(S, factor, 0);
        FloatVector a0 = FloatVector.fromArray(S, sums, 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, lanes);
        FloatVector a2 = FloatVector.fromArray(S, sums, 2 * lanes);
        FloatVector a3 = FloatVector.fromArray(S, sums, 3 * lanes);
        FloatVector a4 = FloatVector.fromArray(S, sums, 4 * lanes);
        FloatVector a5 = FloatVector.fromArray(S, sums, 5 * lanes);
        FloatVector a6 = FloatVector.fromArray(S, sums, 6 * lanes);
        FloatVector a7 = FloatVector.fromArray(S, sums, 7 * lanes);
        FloatVector a8 = FloatVector.fromArray(S, sums, 8 * lanes);
        FloatVector a9 = FloatVector.fromArray(S, sums, 9 * lanes);
        FloatVector a10 = FloatVector.fromArray(S, sums, 10 * lanes);
        FloatVector a11 = FloatVector.fromArray(S, sums, 11 * lanes);
        for (int round = 0; round < rounds; round++) {
            a0 = f.fma(f, a0);
            a1 = f.fma(f, a1);
            a2 = f.fma(f, a2);
            a3 = f.fma(f, a3);
            a4 = f.fma(f, a4);
            a5 = f.fma(f, a5);
            a6 = f.fma(f, a6);
            a7 = f.fma(f, a7);
            a8 = f.fma(f, a8);
            a9 = f.fma(f, a9);
            a10 = f.fma(f, a10);
            a11 = f.fma(f, a11);
        }
        a0.intoArray(sums, 0);
        a1.intoArray(sums, lanes);
        a2.intoArray(sums, 2 * lanes);
        a3.intoArray(sums, 3 * lanes);
        a4.intoArray(sums, 4 * lanes);
        a5.intoArray(sums, 5 * lanes);
        a6.intoArray(sums, 6 * lanes);
        a7.intoArray(sums, 7 * lanes);
        a8.intoArray(sums, 8 * lanes);
        a9.intoArray(sums, 9 * lanes);
        a10.intoArray(sums, 10 * lanes);
        a11.intoArray(sums, 11 * lanes);
    }
}
