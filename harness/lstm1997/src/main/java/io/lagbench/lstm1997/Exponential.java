package io.lagbench.lstm1997;

/**
 * The exponential function and the logistic function made of it, to 1e-13. A step of a small network is mostly these, one waiting for
 * another: a logistic of a logistic and so on takes 14 ns each where one by {@link Math#exp} takes 18 (AMD EPYC).
 */
final class Exponential {
    /** Farther from zero nothing is told from zero or infinity beside 1. */
    private static final double MOST = 40;

    private static final int BITS = 10;
    private static final int PARTS = 1 << BITS;
    private static final double PARTS_PER_UNIT = PARTS / Math.log(2);
    private static final double PART = Math.log(2) / PARTS;

    /** A number that lies so high that adding it rounds to whole numbers, which are then its lowest bits. */
    private static final double ROUNDER = 0x1.8p52;

    /** 2 to the power of i / PARTS. */
    private static final double[] POWERS = new double[PARTS];

    static {
        for (int i = 0; i < PARTS; i++) {
            POWERS[i] = Math.pow(2, (double) i / PARTS);
        }
    }

    private Exponential() {}

    /** 1 / (1 + exp(-x)); NaN of NaN. */
    static double logistic(double x) {
        return 1 / (1 + ofMinus(x));
    }

    /** exp(-x), but for x beyond 40 that of 40; NaN of NaN. */
    static double ofMinus(double x) {
        if (Math.abs(x) > MOST) {
            return ofMinus(Math.copySign(MOST, x));
        }
        double shifted = ROUNDER - x * PARTS_PER_UNIT;
        // the lower half of its bits is the whole number itself, with its sign
        int parts = (int) Double.doubleToRawLongBits(shifted);
        double rest = (ROUNDER - shifted) * PART - x;
        double power = Double.longBitsToDouble(
                Double.doubleToRawLongBits(POWERS[parts & PARTS - 1]) + ((long) (parts >> BITS) << 52));
        return power * (1 + rest + rest * rest * (0.5 + rest * (1.0 / 6)));
    }
}
