package io.lagbench.harness.compare;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition that a comparison must meet.
 *
 * @param text as it was asked for
 * @param measure what may not get worse; empty for the share that is solved
 * @param allowed how much worse it may get, as a share of the base: 0.05 for 5 %
 */
public record Gate(String text, Optional<Measure> measure, double allowed) {
    private static final String SOLVED = "solved";
    private static final Pattern MEASURE = Pattern.compile("([a-z0-9_]+):([0-9]+(?:\\.[0-9]+)?)%");

    /**
     * Reads {@code fit_p99_us:5%} or {@code solved}.
     *
     * @throws ConfigurationException if it is neither
     */
    public static Gate parse(String text) {
        if (text.equals(SOLVED)) {
            return new Gate(text, Optional.empty(), 0);
        }
        Matcher matcher = MEASURE.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    "--fail-on '" + text + "': is no condition; allowed: MEASURE:N% such as fit_p99_us:5%, or solved");
        }
        try {
            return new Gate(
                    text, Optional.of(Measure.of(matcher.group(1))), Double.parseDouble(matcher.group(2)) / 100);
        } catch (ConfigurationException e) {
            throw new ConfigurationException("--fail-on '" + text + "': " + e.getMessage());
        }
    }

    /**
     * What fails, a line each. A measure fails where the whole interval of how much worse it got lies above what is
     * allowed; what the contender lacks fails too.
     *
     * @throws ConfigurationException if it cannot be judged: no pairs, or too few trials with a value on a side
     */
    public List<String> failures(Comparison comparison) {
        if (comparison.pairs().isEmpty()) {
            throw new ConfigurationException("--fail-on " + text + ": the sides have no workload in common");
        }
        List<String> naming = comparison.namingColumns();
        List<String> failures = new ArrayList<>();
        for (Pair pair : comparison.pairs()) {
            String where = naming.stream()
                    .map(column -> column + " " + pair.param(column))
                    .collect(Collectors.joining(", "));
            if (measure.isEmpty()) {
                if (pair.solvesLess()) {
                    failures.add(text + ": " + solved(pair.contender()) + " against " + solved(pair.base()) + " at "
                            + where);
                }
            } else {
                judge(pair, measure.get(), where).ifPresent(failures::add);
            }
        }
        for (CellSummary lacking : comparison.onlyBase()) {
            failures.add(text + ": " + comparison.contender() + " has no trials at "
                    + CellSummary.CELL_COLUMNS.stream()
                            .filter(column -> !lacking.param(column).isEmpty())
                            .filter(column -> comparison.pairs().stream()
                                    .anyMatch(pair -> !pair.base().param(column).equals(lacking.param(column))))
                            .map(column -> column + " " + lacking.param(column))
                            .collect(Collectors.joining(", ")));
        }
        return failures;
    }

    private Optional<String> judge(Pair pair, Measure column, String where) {
        Optional<Ratio> ratio = pair.ratio(column);
        if (ratio.isEmpty() || ratio.get().interval().isEmpty()) {
            throw new ConfigurationException("--fail-on " + text + ": cannot be judged at " + where + ": "
                    + Pair.values(pair.base(), column).length + " and "
                    + Pair.values(pair.contender(), column).length
                    + " trials have a value; allowed: at least " + Ratio.FEWEST_TRIALS + " a side (--seeds, --forks)");
        }
        Ratio worse = ratio.get().inverse();
        Interval interval = worse.interval().orElseThrow();
        return interval.low() <= 1 + allowed
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s: worse by %.1f %% [%.1f, %.1f] at %s",
                        text,
                        100 * (worse.factor() - 1),
                        100 * (interval.low() - 1),
                        100 * (interval.high() - 1),
                        where));
    }

    private static String solved(CellSummary cell) {
        return cell.solved() + " of " + cell.trials().size();
    }
}
