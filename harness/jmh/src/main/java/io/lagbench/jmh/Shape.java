package io.lagbench.jmh;

/**
 * Sizes of a training step, as the tables write them: {@code 32x1000x128}.
 *
 * @param batch sequences B
 * @param timeSteps steps T
 * @param hidden width of the LSTM layer
 */
record Shape(int batch, int timeSteps, int hidden) {
    /** Width of input and output. */
    static final int SYMBOLS = 10;

    /** Reads {@code BxTxH}. */
    static Shape parse(String text) {
        String[] sizes = text.split("x");
        if (sizes.length != 3) {
            throw new IllegalArgumentException("a shape is BATCHxSTEPSxHIDDEN, not " + text);
        }
        return new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    }

    @Override
    public String toString() {
        return batch + "x" + timeSteps + "x" + hidden;
    }
}
