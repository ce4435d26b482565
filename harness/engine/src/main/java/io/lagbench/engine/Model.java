package io.lagbench.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kind of the hidden layers of a network. All but {@code lstm} are controls, which show what a task asks of a network.
 *
 * @param name as users write it
 * @param window inputs that a model without state sees: the current one and those before it; 0 for a recurrent model
 */
public record Model(String name, int window) {
    /**
     * {@code lstm}; {@code simple-rnn}: a recurrent layer of tanh units; {@code feed-forward}: tanh units that see the current
     * input; {@code window-K}: the same for the last K inputs, a causal convolution.
     */
    public static final Pattern PATTERN = Pattern.compile("lstm|simple-rnn|feed-forward|window-([1-9][0-9]{0,3})");

    /** Name of the LSTM. */
    public static final String LSTM = "lstm";

    private static final String FEED_FORWARD = "feed-forward";

    /** The model of a name that matches {@link #PATTERN}. */
    public static Model of(String name) {
        Matcher matcher = PATTERN.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no model " + name);
        }
        if (matcher.group(1) != null) {
            return new Model(name, Integer.parseInt(matcher.group(1)));
        }
        return new Model(name, name.equals(FEED_FORWARD) ? 1 : 0);
    }

    /** Whether its layers are LSTMs. */
    public boolean isLstm() {
        return name.equals(LSTM);
    }

    /** Whether it has a state that flows from step to step. */
    public boolean recurrent() {
        return window == 0;
    }
}
