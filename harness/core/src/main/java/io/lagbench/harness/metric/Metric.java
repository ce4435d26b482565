package io.lagbench.harness.metric;

import java.util.regex.Pattern;

/**
 * A number that a trial is measured by, and all there is to say of it.
 *
 * @param name name of its column in trials.csv: lower snake case, with the unit
 * @param meaning one line
 * @param unit what it counts
 * @param better which values are better
 * @param role what it is about
 * @param decimals decimals in tables, from 0
 */
public record Metric(String name, String meaning, Unit unit, Better better, Role role, int decimals) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** Checks the name, and that there is something to say. */
    public Metric {
        if (!NAME.matcher(name).matches() || meaning.isBlank() || decimals < 0) {
            throw new IllegalArgumentException(
                    "metric '" + name + "': allowed: a name in lower snake case, a meaning, decimals from 0");
        }
    }

    /** Whether two values can be compared by their ratio: one way is better, and none is negative. */
    public boolean isComparable() {
        return better != Better.NEITHER && !unit.isSigned();
    }

    /** Whether more of it is better. */
    public boolean higherIsBetter() {
        return better == Better.HIGHER;
    }

    /** Whether it says how fast the network is trained, so that better means faster. */
    public boolean isSpeed() {
        return (role == Role.SPEED || role == Role.SPEED_DETAIL) && unit.isTime();
    }

    /** The name for people: blanks in place of underscores. */
    public String label() {
        return name.replace('_', ' ');
    }
}
