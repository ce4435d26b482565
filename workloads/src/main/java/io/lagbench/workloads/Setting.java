package io.lagbench.workloads;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The definition of one key that users set: its type, default and range in one place, for parsing, help and messages.
 * Values are {@link Long}, {@link Double} or {@link String}.
 */
public final class Setting {
    private final String key;
    private final String allowed;
    private final String defaultText;
    private final String summary;
    private final Function<String, Object> parser;

    private Setting(String key, String allowed, String defaultText, String summary, Function<String, Object> parser) {
        this.key = Objects.requireNonNull(key);
        this.allowed = allowed;
        this.defaultText = defaultText;
        this.summary = summary;
        this.parser = parser;
    }

    /** A whole number from {@code min} to {@code max}. */
    public static Setting integer(String key, long min, long max, String defaultText, String summary) {
        String allowed = "a whole number from " + min + " to " + max;
        return new Setting(key, allowed, defaultText, summary, text -> {
            long value;
            try {
                value = Long.parseLong(text);
            } catch (NumberFormatException e) {
                return null;
            }
            return value >= min && value <= max ? value : null;
        });
    }

    /** A number above 0 and up to {@code max}. */
    public static Setting positive(String key, double max, String defaultText, String summary) {
        return new Setting(key, "a number above 0 and up to " + max, defaultText, summary, text -> {
            double value;
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return null;
            }
            return value > 0 && value <= max ? value : null;
        });
    }

    /** One of some words. */
    public static Setting choice(String key, List<String> words, String defaultText, String summary) {
        return new Setting(
                key,
                "one of " + String.join(", ", words),
                defaultText,
                summary,
                text -> words.contains(text) ? text : null);
    }

    /** A word that matches a pattern; {@code allowed} says which in words. */
    public static Setting word(String key, Pattern pattern, String allowed, String defaultText, String summary) {
        return new Setting(
                key,
                allowed,
                defaultText,
                summary,
                text -> pattern.matcher(text).matches() ? text : null);
    }

    /** Name of the setting, lower case with hyphens. */
    public String key() {
        return key;
    }

    /** The allowed values in words. */
    public String allowed() {
        return allowed;
    }

    /** The default as a user would write it; empty where leaving it out means that it is not used. */
    public String defaultText() {
        return defaultText;
    }

    /** What it does, in one line. */
    public String summary() {
        return summary;
    }

    /**
     * The value of a text.
     *
     * @throws IllegalSettingException if the text has the wrong type or is out of range
     */
    public Object parse(String text) {
        Object value = parser.apply(text.strip());
        if (value == null) {
            throw new IllegalSettingException(key, "'" + text.strip() + "' is not allowed; allowed: " + allowed);
        }
        return value;
    }
}
