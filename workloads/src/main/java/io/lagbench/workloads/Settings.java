package io.lagbench.workloads;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resolved settings by key; immutable, in alphabetical order.
 *
 * @param values each a {@link Long}, {@link Double}, {@link Boolean} or {@link String}; an {@link Integer} becomes a {@link Long}
 */
public record Settings(Map<String, Object> values) {

    /** Copies the values. */
    public Settings {
        TreeMap<String, Object> copy = new TreeMap<>(values);
        copy.replaceAll((key, value) -> value instanceof Integer number ? (Object) number.longValue() : value);
        values = Collections.unmodifiableMap(copy);
    }

    /** Unlike the sum that a map takes it tells grids of small numbers apart. */
    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            hash = 31 * (31 * hash + entry.getKey().hashCode())
                    + entry.getValue().hashCode();
        }
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && settings.values.equals(values);
    }

    /** Whether a setting has a value. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a whole-number setting that fits an {@code int}. */
    public int integer(String key) {
        return Math.toIntExact(((Number) value(key)).longValue());
    }

    /** The value of a number setting. */
    public double decimal(String key) {
        return ((Number) value(key)).doubleValue();
    }

    /** The value of a flag. */
    public boolean flag(String key) {
        return (Boolean) value(key);
    }

    /** The value of a word setting. */
    public String text(String key) {
        return (String) value(key);
    }

    private Object value(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no value for " + key);
        }
        return value;
    }
}
