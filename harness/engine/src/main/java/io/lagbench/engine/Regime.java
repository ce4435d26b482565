package io.lagbench.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the gradient flows back. State is always carried forward through a whole sequence and reset after it.
 *
 * @param name as users write it
 * @param segment steps per update and per gradient; 0 for the whole sequence
 */
public record Regime(String name, int segment) {
    /** {@code stateful-1}: the tutorial's; {@code tbptt-K}: truncated after K steps; {@code full}: not truncated. */
    public static final Pattern PATTERN = Pattern.compile("full|stateful-1|tbptt-([1-9][0-9]{0,6})");

    /** The regime of a name that matches {@link #PATTERN}. */
    public static Regime of(String name) {
        Matcher matcher = PATTERN.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no regime " + name);
        }
        if (name.equals("full")) {
            return new Regime(name, 0);
        }
        return new Regime(name, matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1)));
    }

    /** Parameter updates per {@code fit} call on sequences of so many steps. */
    public int updatesPerFit(int timeSteps) {
        return segment == 0 ? 1 : (timeSteps + segment - 1) / segment;
    }
}
