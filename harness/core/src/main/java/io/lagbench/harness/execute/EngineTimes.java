package io.lagbench.harness.execute;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long engines take for a step of all sequences of a batch, at networks of some sizes.
 *
 * @param all in any order
 */
public record EngineTimes(List<Time> all) {
    /** Where nothing was measured. */
    static final EngineTimes NONE = new EngineTimes(List.of());

    /**
     * One network.
     *
     * @param batch sequences
     * @param hidden width of its layer
     * @param microsPerStep microseconds of a fit over the steps of a sequence
     * @param warmUpMillis milliseconds that fits took beyond that until they were as fast: compilers and caches
     */
    public record Time(String engine, int batch, int hidden, double microsPerStep, double warmUpMillis) {

        /** How many times larger or smaller another network is, as a power of two. */
        private double distance(int otherBatch, int otherHidden) {
            return Math.abs(log2(batch) - log2(otherBatch)) + Math.abs(log2(hidden) - log2(otherHidden));
        }

        private static double log2(double value) {
            return Math.log(value) / Math.log(2);
        }
    }

    /** Copies what it is given. */
    public EngineTimes {
        all = List.copyOf(all);
    }

    /**
     * The engine that takes the least time at the size next to a network's, its warm-up included; the first where one of them
     * was not measured.
     *
     * @param steps so many are trained
     */
    String fastest(List<String> engines, int batch, int hidden, double steps) {
        String fastest = engines.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (String engine : engines) {
            List<Time> times =
                    all.stream().filter(time -> time.engine.equals(engine)).toList();
            if (times.isEmpty()) {
                return engines.get(0);
            }
            Time next = Collections.min(times, Comparator.comparingDouble(time -> time.distance(batch, hidden)));
            double warmUp =
                    times.stream().mapToDouble(Time::warmUpMillis).max().orElseThrow(); // a process warms up but once
            double millis = warmUp + steps * next.microsPerStep / 1000;
            if (millis < least) {
                least = millis;
                fastest = engine;
            }
        }
        return fastest;
    }

    /** Microseconds a step, and milliseconds of warm-up, by engine and size, for run.json. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new TreeMap<>();
        for (Time time : all) {
            fields.put(
                    time.engine + " batch " + time.batch + " hidden " + time.hidden,
                    List.of(time.microsPerStep, time.warmUpMillis));
        }
        return fields;
    }
}
