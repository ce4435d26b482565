package io.lagbench.engine;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How initial weights are drawn.
 *
 * <ul>
 *   <li>{@code default}: as the engine does by itself; DL4J: Xavier, forget-gate bias 1.
 *   <li>{@code keras2}: uniform input weights and orthogonal recurrent weights as Keras 2, forget-gate bias 1.
 *   <li>{@code forget-bias:V}: the same with forget-gate bias V.
 *   <li>{@code chrono}: the same with the biases of forget and input gate drawn for lags up to the sequence's length.
 * </ul>
 */
public record Initialization(String name) {
    /** What {@link #name} may be. */
    public static final Pattern PATTERN =
            Pattern.compile("default|keras2|chrono|forget-bias:-?[0-9]{1,3}([.][0-9]{1,6})?");

    private static final String FORGET_BIAS = "forget-bias:";

    /** Checks the name. */
    public Initialization {
        if (!PATTERN.matcher(name).matches()) {
            throw new IllegalArgumentException("no initial weights " + name);
        }
    }

    /** Whether the engine draws its own default. */
    public boolean isEnginesOwn() {
        return name.equals("default");
    }

    boolean isChrono() {
        return name.equals("chrono");
    }

    /** The bias of every forget gate; empty where they are drawn. */
    OptionalDouble forgetBias() {
        if (isEnginesOwn() || isChrono()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(name.equals("keras2") ? 1 : Double.parseDouble(name.substring(FORGET_BIAS.length())));
    }
}
