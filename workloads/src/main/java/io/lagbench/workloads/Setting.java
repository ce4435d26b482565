package io.lagbench.workloads;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The definition of one key that users set: its type, default and range in one place, for parsing, help, messages and the
 * schema of suite files. Values are {@link Long}, {@link Double}, {@link Boolean} or {@link String}.
 */
public final class Setting {
    private static final int MOST_SHOWN = 60;

    private final String key;
    private final String allowed;
    private final String defaultText;
    private final String summary;
    private final Type type;
    private final boolean effective;

    private Setting(String key, String allowed, String defaultText, String summary, Type type, boolean effective) {
        this.key = Objects.requireNonNull(key);
        this.allowed = allowed;
        this.defaultText = defaultText;
        this.summary = summary;
        this.type = type;
        this.effective = effective;
    }

    /** What values a setting takes. */
    public sealed interface Type {
        /** The value of a text without blanks around it; null if it is not one. */
        Object parse(String text);
    }

    /** Whole numbers from {@code min} to {@code max}. */
    public record WholeNumber(long min, long max) implements Type {
        @Override
        public Object parse(String text) {
            OptionalLong value = Numerals.whole(text);
            return value.isPresent() && value.getAsLong() >= min && value.getAsLong() <= max ? value.getAsLong() : null;
        }
    }

    /** Numbers above 0 and up to {@code max}. */
    public record PositiveNumber(double max) implements Type {
        @Override
        public Object parse(String text) {
            OptionalDouble value = Numerals.decimal(text);
            return value.isPresent() && value.getAsDouble() > 0 && value.getAsDouble() <= max
                    ? value.getAsDouble()
                    : null;
        }
    }

    /** Numbers from {@code min} to {@code max}, both included. */
    public record RealNumber(double min, double max) implements Type {
        @Override
        public Object parse(String text) {
            OptionalDouble value = Numerals.decimal(text);
            return value.isPresent() && value.getAsDouble() >= min && value.getAsDouble() <= max
                    ? value.getAsDouble() + 0.0 // makes -0.0 the 0 that it equals
                    : null;
        }
    }

    /** {@code true} or {@code false}. */
    public record Flag() implements Type {
        @Override
        public Object parse(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> null;
            };
        }
    }

    /** One of some words. */
    public record Choice(List<String> words) implements Type {
        @Override
        public Object parse(String text) {
            return words.contains(text) ? text : null;
        }
    }

    /** Words that match a pattern. */
    public record Word(Pattern pattern) implements Type {
        @Override
        public Object parse(String text) {
            return pattern.matcher(text).matches() ? text : null;
        }
    }

    /** A whole number from {@code min} to {@code max}. */
    public static Setting integer(String key, long min, long max, String defaultText, String summary) {
        return of(key, "a whole number from " + min + " to " + max, defaultText, summary, new WholeNumber(min, max));
    }

    /** A number above 0 and up to {@code max}. */
    public static Setting positive(String key, double max, String defaultText, String summary) {
        return of(key, "a number above 0 and up to " + max, defaultText, summary, new PositiveNumber(max));
    }

    /** A number from {@code min} to {@code max}, both included; it may be 0 or below where the range says so. */
    public static Setting real(String key, double min, double max, String defaultText, String summary) {
        return of(key, "a number from " + min + " to " + max, defaultText, summary, new RealNumber(min, max));
    }

    /** {@code true} or {@code false}. */
    public static Setting flag(String key, String defaultText, String summary) {
        return of(key, "true or false", defaultText, summary, new Flag());
    }

    /** One of some words. */
    public static Setting choice(String key, List<String> words, String defaultText, String summary) {
        return of(key, "one of " + String.join(", ", words), defaultText, summary, new Choice(List.copyOf(words)));
    }

    /** A word that matches a pattern; {@code allowed} says which in words. */
    public static Setting word(String key, Pattern pattern, String allowed, String defaultText, String summary) {
        return of(key, allowed, defaultText, summary, new Word(pattern));
    }

    private static Setting of(String key, String allowed, String defaultText, String summary, Type type) {
        return new Setting(key, allowed, defaultText, summary, type, true);
    }

    /** The same setting, declared to change neither what is learned nor how long that takes. */
    public Setting withoutEffect() {
        return new Setting(key, allowed, defaultText, summary, type, false);
    }

    /** Whether it can change what is learned or how long that takes. */
    public boolean hasEffect() {
        return effective;
    }

    /** Name of the setting, lower case with hyphens. */
    public String key() {
        return key;
    }

    /** What values it takes. */
    public Type type() {
        return type;
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
        String stripped = text.strip();
        Object value = type.parse(stripped);
        if (value == null) {
            String shown = stripped.length() > MOST_SHOWN ? stripped.substring(0, MOST_SHOWN) + "..." : stripped;
            throw new IllegalSettingException(key, "'" + shown + "' is not allowed; allowed: " + allowed);
        }
        return value;
    }
}
