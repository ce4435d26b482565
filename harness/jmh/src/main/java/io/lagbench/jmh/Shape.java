package io.lagbench.jmh;

/**
 * Sizes of a training step, as the tables write them: {@code 32x1000x128}, or {@code 32x1000x128/last}.
 *
 * @param batch sequences B
 * @param timeSteps steps T
 * @param hidden width of the LSTM layer
 * @param lastOnly whether only the last step has an output, and loss
 */
record Shape(int batch, int timeSteps, int hidden, boolean lastOnly) {
    /** Width of input and output. */
    static final int SYMBOLS = 10;

    private static final String LAST = "/last";

    Shape(int batch, int timeSteps, int hidden) {
        this(batch, timeSteps, hidden, false);
    }

    /** Reads {@code BxTxH} or {@code BxTxH/last}. */
    static Shape parse(String text) {
        boolean lastOnly = text.endsWith(LAST);
        String[] sizes = text.substring(0, text.length() - (lastOnly ? LAST.length() : 0))
                .split("x");
        if (sizes.length != 3) {
            throw new IllegalArgumentException("a shape is BATCHxSTEPSxHIDDEN or BATCHxSTEPSxHIDDEN/last, not " + text);
        }
        return new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]), lastOnly);
    }

    @Override
    public String toString() {
        return batch + "x" + timeSteps + "x" + hidden + (lastOnly ? LAST : "");
    }
}
