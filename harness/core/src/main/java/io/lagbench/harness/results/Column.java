package io.lagbench.harness.results;

import java.util.function.Function;

/**
 * A column of a CSV file: its name, with the unit, what it means, and how it is taken from a row's data.
 *
 * @param name lower snake case
 * @param meaning one line
 * @param value null and NaN are written as empty
 */
public record Column<R>(String name, String meaning, Function<R, Object> value) {}
