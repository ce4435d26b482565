package io.lagbench.lstm1997;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How the biases of the gates of one kind begin: drawn as all weights are, at the numbers of a list, one a block, or at one that holds for
 * all blocks, or at the logarithm of the steps of a sequence, for lags of that length.
 *
 * @param name as users write it
 */
record GateBias(String name) {
    /** What {@link #name} may be. */
    static final Pattern PATTERN =
            Pattern.compile("random|log|-log|NUMBER(/NUMBER)*".replace("NUMBER", "-?[0-9]{1,3}([.][0-9]{1,6})?"));

    /** The same in words. */
    static final String ALLOWED = "random, log, -log, or numbers with / between them, one a block or one for all";

    private static final String RANDOM = "random";
    private static final String LOG = "log";
    private static final String MINUS_LOG = "-log";

    /** How many numbers there are. */
    int count() {
        return name.split("/").length;
    }

    /**
     * The bias of a block's gate; empty if it is drawn.
     *
     * @param timeSteps steps of the longest sequence
     */
    OptionalDouble of(int block, int timeSteps) {
        return switch (name) {
            case RANDOM -> OptionalDouble.empty();
            case LOG -> OptionalDouble.of(Math.log(timeSteps));
            case MINUS_LOG -> OptionalDouble.of(-Math.log(timeSteps));
            default -> {
                double[] numbers = Arrays.stream(name.split("/"))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                yield OptionalDouble.of(numbers[Math.min(block, numbers.length - 1)]);
            }
        };
    }
}
