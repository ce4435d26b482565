package io.lagbench.workloads;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How long a task's sequences are, in the unit of its key {@code length} or the like. Evaluation may have a length of its own, the key
 * {@code test-length}: whether a network that has learned at one length also answers at another.
 *
 * @param key the key of the training's length
 * @param training length to train on
 * @param test length to evaluate on; empty for that of the training
 */
record Lengths(String key, int training, OptionalInt test) {
    static final String LENGTH = "length";

    /** The lengths that users have set. */
    static Lengths of(String key, Settings settings) {
        String test = testKey(key);
        return new Lengths(
                key,
                settings.integer(key),
                settings.has(test) ? OptionalInt.of(settings.integer(test)) : OptionalInt.empty());
    }

    /** The same length always. */
    static Lengths fixed(int length) {
        return new Lengths(LENGTH, length, OptionalInt.empty());
    }

    /** The key of the evaluation's length; left out, it is that of the training. */
    static Setting testSetting(String key, int least) {
        return Setting.integer(
                testKey(key), least, 1_000_000, "", key + " of the sequences to evaluate on, where it is another");
    }

    private static String testKey(String key) {
        return "test-" + key;
    }

    /** Name of the key of the evaluation's length. */
    String testKey() {
        return testKey(key);
    }

    /** Length to evaluate on. */
    int evaluation() {
        return test.orElse(training);
    }

    /** The larger of the two: batches have room for it. */
    int longest() {
        return Math.max(training, evaluation());
    }

    /** Whether training and evaluation differ. */
    boolean differ() {
        return training != evaluation();
    }

    /** The lengths that were set, and other settings. */
    Settings with(Map<String, Object> others) {
        Map<String, Object> all = new HashMap<>(others);
        all.put(key, training);
        test.ifPresent(length -> all.put(testKey(), length));
        return new Settings(all);
    }
}
