package io.lagbench.lstm1997;

/**
 * The logistic function 1 / (1 + exp(-x)), to 1e-14 of its value: the polynomial through its values at a few points about the nearest of
 * many places, whose coefficients lie in a table. A step of a small network is mostly this, one waiting for another, and so nothing waits
 * for an exponential and a division. Where none waits for another, {@link #sideBySide} takes less.
 */
final class Logistic {
    /** Farther from zero it differs from its limit by less than rounding does. */
    private static final int MOST = 40;

    /** Up to here exp is a polynomial's power, see {@link #sideBySide}. */
    private static final int MOST_SIDE_BY_SIDE = 16;

    /** A loop over fewer ends before the part of it that computes several numbers at once pays. */
    private static final int FEWEST_SIDE_BY_SIDE = 128;

    private static final int PLACES_PER_UNIT = 32;
    private static final int DEGREE = 5;

    /** Coefficients of a place: a power of two, as long as a line of the cache. */
    private static final int ROW_BITS = 3;

    /** A power of two, of which places below zero take the upper half. */
    private static final int ROWS = 4096;

    private static final int MASK = (ROWS - 1) << ROW_BITS;

    /** A number that lies so high that adding it rounds to whole numbers, which are then its lowest bits. */
    private static final double ROUNDER = 0x1.8p52;

    /** [place][coefficient of a power of the distance from it, in places]. */
    private static final double[] TERMS = terms();

    private static final double MOST_VALUE = of(MOST);
    private static final double LEAST_VALUE = of(-MOST);

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
                values[i] = of((place + points[i]) / PLACES_PER_UNIT);
            }
            double[] coefficients = polynomial(points, values);
            // exact at the place itself, so that centered functions are 0 at 0
            coefficients[0] = of((double) place / PLACES_PER_UNIT);
            System.arraycopy(coefficients, 0, terms, place << ROW_BITS & MASK, DEGREE + 1);
        }
        return terms;
    }

    private static double of(double x) {
        return 1 / (1 + Math.exp(-x));
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

    /**
     * Puts {@code height f(slope x) + least} in the place of each of the first {@code count} numbers x, to 2e-14 of f. Nothing is looked
     * up, so that the compiler computes several side by side: exp is the 64th power of its Taylor polynomial at a 64th.
     *
     * @return false, with the numbers as they were, if they are too few for that to pay or one is too far from zero or is none
     */
    static boolean sideBySide(double[] values, int count, double slope, double height, double least) {
        if (count < FEWEST_SIDE_BY_SIDE || !allWithin(values, count, MOST_SIDE_BY_SIDE / slope)) {
            return false;
        }
        double part = -slope / 64;
        for (int i = 0; i < count; i++) {
            double y = values[i] * part;
            double exp = Math.fma(y, 1 / 39916800.0, 1 / 3628800.0);
            exp = Math.fma(y, exp, 1 / 362880.0);
            exp = Math.fma(y, exp, 1 / 40320.0);
            exp = Math.fma(y, exp, 1 / 5040.0);
            exp = Math.fma(y, exp, 1 / 720.0);
            exp = Math.fma(y, exp, 1 / 120.0);
            exp = Math.fma(y, exp, 1 / 24.0);
            exp = Math.fma(y, exp, 1 / 6.0);
            exp = Math.fma(y, exp, 1 / 2.0);
            exp = Math.fma(y, exp, 1);
            exp = Math.fma(y, exp, 1);
            exp *= exp;
            exp *= exp;
            exp *= exp;
            exp *= exp;
            exp *= exp;
            exp *= exp;
            values[i] = height / (1 + exp) + least;
        }
        return true;
    }

    private static boolean allWithin(double[] values, int count, double most) {
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(values[i]) <= most)) {
                return false;
            }
        }
        return true;
    }

    /** Its value at x; beyond 40 that at 40; NaN of NaN. */
    static double at(double x) {
        if (Math.abs(x) > MOST) {
            return x > 0 ? MOST_VALUE : LEAST_VALUE;
        }
        double shifted = Math.fma(x, PLACES_PER_UNIT, ROUNDER);
        int row = (int) Double.doubleToRawLongBits(shifted) << ROW_BITS & MASK;
        double rest = Math.fma(x, PLACES_PER_UNIT, ROUNDER - shifted);
        double square = rest * rest;
        double low = Math.fma(rest, TERMS[row + 1], TERMS[row]);
        double middle = Math.fma(rest, TERMS[row + 3], TERMS[row + 2]);
        double high = Math.fma(rest, TERMS[row + 5], TERMS[row + 4]);
        return Math.fma(square, Math.fma(square, high, middle), low);
    }
}
