package io.lagbench.lstm1997;

/**
 * The logistic function 1 / (1 + exp(-x)), to 2e-14 of its value: the polynomial through its values at a few points about the nearest of
 * many places, whose coefficients lie in a table. A step of a small network is mostly this, one waiting for another, and here nothing
 * waits for an exponential and a division.
 */
final class Logistic {
    /** Farther from zero it differs from its limit by less than rounding does. */
    private static final int MOST = 40;

    private static final int PLACES_PER_UNIT = 64;
    private static final int DEGREE = 4;

    /** Coefficients of a place, a power of two so that those of one lie in one line of the cache. */
    private static final int ROW_BITS = 3;

    /** A power of two, of which places below zero take the upper half. */
    private static final int ROWS = 8192;

    private static final int MASK = (ROWS - 1) << ROW_BITS;

    /** A number that lies so high that adding it rounds to whole numbers, which are then its lowest bits. */
    private static final double ROUNDER = 0x1.8p52;

    /** [place][coefficient of a power of the distance from it, in places]. */
    private static final double[] TERMS = terms();

    private static final double MOST_VALUE = 1 / (1 + Math.exp(-MOST));
    private static final double LEAST_VALUE = 1 / (1 + Math.exp(MOST));

    private Logistic() {}

    /** Through the zeros of Chebyshev's polynomial, where what is left between them is least. */
    private static double[] terms() {
        double[] points = new double[DEGREE + 1];
        for (int i = 0; i <= DEGREE; i++) {
            points[i] = Math.cos(Math.PI * (i + 0.5) / (DEGREE + 1)) / 2;
        }
        double[] terms = new double[ROWS << ROW_BITS];
        for (int place = -MOST * PLACES_PER_UNIT; place <= MOST * PLACES_PER_UNIT; place++) {
            double[] values = new double[DEGREE + 1];
            for (int i = 0; i <= DEGREE; i++) {
                values[i] = 1 / (1 + Math.exp(-(place + points[i]) / PLACES_PER_UNIT));
            }
            System.arraycopy(polynomial(points, values), 0, terms, place << ROW_BITS & MASK, DEGREE + 1);
        }
        return terms;
    }

    /** The coefficients of the polynomial that has these values at these points, by Newton's divided differences. */
    private static double[] polynomial(double[] points, double[] values) {
        double[] differences = values.clone();
        for (int order = 1; order < points.length; order++) {
            for (int i = points.length - 1; i >= order; i--) {
                differences[i] = (differences[i] - differences[i - 1]) / (points[i] - points[i - order]);
            }
        }
        double[] coefficients = new double[points.length];
        for (int i = points.length - 1; i >= 0; i--) {
            // what there is so far, times (x - point), plus the next difference
            for (int power = points.length - 1; power > 0; power--) {
                coefficients[power] = coefficients[power - 1] - points[i] * coefficients[power];
            }
            coefficients[0] = differences[i] - points[i] * coefficients[0];
        }
        return coefficients;
    }

    /** Its value at x; beyond 40 that at 40; NaN of NaN. */
    static double at(double x) {
        if (Math.abs(x) > MOST) {
            return x > 0 ? MOST_VALUE : LEAST_VALUE;
        }
        double scaled = x * PLACES_PER_UNIT;
        double shifted = ROUNDER + scaled;
        int row = (int) Double.doubleToRawLongBits(shifted) << ROW_BITS & MASK;
        double rest = scaled - (shifted - ROUNDER);
        double square = rest * rest;
        double low = TERMS[row] + rest * TERMS[row + 1];
        double high = TERMS[row + 2] + rest * TERMS[row + 3] + square * TERMS[row + 4];
        return low + square * high;
    }
}
