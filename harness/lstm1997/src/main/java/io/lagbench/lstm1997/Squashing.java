package io.lagbench.lstm1997;

/**
 * The function through which new content enters a cell (g) or its state leaves it (h). All but the identity are a logistic that is
 * stretched and moved. The paper's own are {@link #CENTERED_2} for g and {@link #CENTERED_1} for h (its appendix A.1).
 */
enum Squashing {
    /** 4 / (1 + exp(-x)) - 2, in [-2, 2]. */
    CENTERED_2("centered-2", 4, 1, -2),
    /** 2 / (1 + exp(-x)) - 1, in [-1, 1]. */
    CENTERED_1("centered-1", 2, 1, -1),
    /** 1 / (1 + exp(-x)). */
    LOGISTIC("logistic", 1, 1, 0),
    /** tanh x. */
    TANH("tanh", 2, 2, -1),
    /** x. */
    IDENTITY("identity", 0, 0, 0);

    private final String label;
    private final double height;
    private final double perHeight;
    private final double slope;
    private final double least;

    Squashing(String label, double height, double slope, double least) {
        this.label = label;
        this.height = height;
        this.perHeight = height == 0 ? 0 : 1 / height;
        this.slope = slope;
        this.least = least;
    }

    /** Those that can be g. */
    static Squashing[] ofContent() {
        return new Squashing[] {CENTERED_2, CENTERED_1, LOGISTIC, TANH};
    }

    /** Factor of x in the logistic. */
    double slope() {
        return slope;
    }

    /** Its range. */
    double height() {
        return height;
    }

    /** Its lower end. */
    double least() {
        return least;
    }

    /** Its value at x. */
    double at(double x) {
        if (height == 0) {
            return x;
        }
        return Math.fma(height, Logistic.at(slope * x), least);
    }

    /** Puts its values in the place of the first {@code count} numbers. */
    void all(double[] values, int count) {
        if (height == 0 || Logistic.sideBySide(values, count, slope, height, least)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            values[i] = at(values[i]);
        }
    }

    /** Its derivative where its value is y. */
    double derivative(double y) {
        return height == 0 ? 1 : slope * (y - least) * (1 - (y - least) * perHeight);
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return label;
    }
}
