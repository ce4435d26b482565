package io.lagbench.harness.sweep;

import io.lagbench.harness.plan.ConfigurationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the parts in which a plan is run.
 *
 * @param number from 1
 * @param of how many there are, at most {@value #MOST}
 */
public record Shard(int number, int of) {
    /** Most parts of a plan: more than any plan has use for. */
    public static final int MOST = 100_000;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");
    private static final Pattern FOLDER = Pattern.compile("(\\d{1,6})-of-(\\d{1,6})");

    /** Checks the number. */
    public Shard {
        if (!isShard(number, of)) {
            throw new IllegalArgumentException(
                    number + "/" + of + " is not allowed; allowed: 1/N to N/N, N at most " + MOST);
        }
    }

    /**
     * The shard that a text such as {@code 2/8} says.
     *
     * @throws ConfigurationException if it says none
     */
    public static Shard parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException("--shard: '" + text + "' is not allowed; allowed: I/N, such as 2/8");
        }
        try {
            return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--shard: " + e.getMessage());
        }
    }

    /** Whether a folder could be that of a shard. */
    static boolean isFolder(String name) {
        Matcher matcher = FOLDER.matcher(name);
        return matcher.matches() && isShard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static boolean isShard(int number, int of) {
        return number >= 1 && number <= of && of <= MOST;
    }

    /** The shard that has a folder of this name. */
    static Shard ofFolder(String name) {
        Matcher matcher = FOLDER.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no folder of a shard: " + name);
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Name of its folder. */
    String folder() {
        return number + "-of-" + of;
    }

    /** As users write it. */
    @Override
    public String toString() {
        return number + "/" + of;
    }
}
