package io.lagbench.lstm1997;

/**
 * The logistic function 1 / (1 + exp(-x)), to 2e-14 of its value: a Taylor polynomial about the nearest of many places, whose terms lie
 * in a table. A step of a small network is mostly this, one waiting for another, and here nothing waits for an exponential and a
 * division.
 */
final class Logistic {
    /** Farther from zero it differs from its limit by less than rounding does. */
    private static final int MOST = 40;

    private static final int PLACES_PER_UNIT = 16;
    private static final int DEGREE = 6;

    /** Places of a row, a power of two. */
    private static final int ROW_BITS = 3;

    /** A power of two, of which places below zero take the upper half. */
    private static final int ROWS = 2048;

    private static final int MASK = (ROWS - 1) << ROW_BITS;

    /** A number that lies so high that adding it rounds to whole numbers, which are then its lowest bits. */
    private static final double ROUNDER = 0x1.8p52;

    /** [place][power of the distance from it, in places]. */
    private static final double[] TERMS = terms();

    private static final double MOST_VALUE = 1 / (1 + Math.exp(-MOST));
    private static final double LEAST_VALUE = 1 / (1 + Math.exp(MOST));

    private Logistic() {}

    private static double[] terms() {
        double[] terms = new double[ROWS << ROW_BITS];
        for (int place = -MOST * PLACES_PER_UNIT; place <= MOST * PLACES_PER_UNIT; place++) {
            int row = place << ROW_BITS & MASK;
            double below = 1 / (1 + Math.exp(Math.abs((double) place / PLACES_PER_UNIT)));
            terms[row] = place < 0 ? below : 1 - below;
            // the derivative of a polynomial in the logistic y by x is that by y times y - y^2
            double[] derivative = {0, 1};
            double divisor = 1;
            for (int power = 1; power <= DEGREE; power++) {
                derivative = next(derivative);
                divisor *= power * PLACES_PER_UNIT;
                // odd derivatives are even functions
                double sign = place < 0 || power % 2 == 1 ? 1 : -1;
                terms[row + power] = sign * value(derivative, below) / divisor;
            }
        }
        return terms;
    }

    private static double[] next(double[] polynomial) {
        double[] next = new double[polynomial.length + 1];
        for (int power = 1; power < polynomial.length; power++) {
            next[power] += power * polynomial[power];
            next[power + 1] -= power * polynomial[power];
        }
        return next;
    }

    private static double value(double[] polynomial, double x) {
        double value = 0;
        for (int power = polynomial.length - 1; power >= 0; power--) {
            value = value * x + polynomial[power];
        }
        return value;
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
        double middle = TERMS[row + 2] + rest * TERMS[row + 3];
        double high = TERMS[row + 4] + rest * TERMS[row + 5] + square * TERMS[row + 6];
        return low + square * middle + square * square * high;
    }
}
