package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition that a comparison must meet.
 *
 * @param text as it was asked for
 * @param metric what may not get worse; empty for the share that is solved
 * @param allowed how much worse it may get, as a share of the base: 0.05 for 5 %
 */
public record Gate(String text, Optional<Metric> metric, double allowed) {
    private static final String SOLVED = "solved";
    private static final Pattern CONDITION = Pattern.compile("([a-z0-9_]+):([0-9]+(?:\\.[0-9]+)?)%");

    /**
     * Reads {@code fit_p99_us:5%} or {@code solved}.
     *
     * @throws ConfigurationException if it is neither
     */
    public static Gate parse(String text) {
        if (text.equals(SOLVED)) {
            return new Gate(text, Optional.empty(), 0);
        }
        Matcher matcher = CONDITION.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    "--fail-on '" + text + "': is no condition; allowed: MEASURE:N% such as fit_p99_us:5%, or solved");
        }
        try {
            return new Gate(
                    text, Optional.of(Comparison.metric(matcher.group(1))), Double.parseDouble(matcher.group(2)) / 100);
        } catch (ConfigurationException e) {
            throw new ConfigurationException("--fail-on '" + text + "': " + e.getMessage());
        }
    }

    /**
     * What came of a gate.
     *
     * @param failures what fails, a line each
     * @param notJudged why some of it could not be judged; empty if all could
     */
    public record Judgement(List<String> failures, Optional<String> notJudged) {}

    /**
     * Judges every pair. A measure fails where the whole interval of how much worse it got lies above what is allowed; a
     * workload that the contender lacks fails too. What has too few values on a side is not judged.
     */
    public Judgement judge(Comparison comparison) {
        if (comparison.pairs().isEmpty()) {
            return new Judgement(
                    List.of(), Optional.of("--fail-on " + text + ": the sides have no workload in common"));
        }
        List<String> naming = comparison.namingColumns();
        List<String> failures = new ArrayList<>();
        List<String> notJudged = new ArrayList<>();
        for (Pair pair : comparison.pairs()) {
            String where = CellNames.describe(naming, pair::param);
            if (metric.isEmpty()) {
                if (pair.onlyTimed()) {
                    continue;
                }
                if (!pair.judged()) {
                    notJudged.add(where + ": only timed on one side; allowed: measure learning on both");
                } else if (pair.trainingDifference().isPresent()) {
                    notJudged.add(
                            where + ": trained for " + pair.trainingDifference().get() + "; allowed: equally long");
                } else if (pair.solvesLess()) {
                    failures.add(text + ": " + solved(pair.contender()) + " against " + solved(pair.base()) + " at "
                            + where);
                }
            } else {
                judge(pair, metric.get(), where, failures, notJudged);
            }
        }
        if (metric.isEmpty() && comparison.pairs().stream().allMatch(Pair::onlyTimed)) {
            notJudged.add("any workload: all are only timed; allowed: measure learning");
        }
        for (Cell lacking : comparison.onlyBase()) {
            List<String> differing = comparison.columns().stream()
                    .filter(column -> comparison.pairs().stream()
                            .anyMatch(pair -> !pair.base().param(column).equals(lacking.param(column))))
                    .toList();
            failures.add(text + ": " + comparison.contender() + " has no trials at "
                    + CellNames.describe(differing, lacking::param));
        }
        return new Judgement(
                failures,
                notJudged.stream()
                        .findFirst()
                        .map(first -> "--fail-on " + text + ": cannot be judged at "
                                + (notJudged.size() == 1
                                        ? first
                                        : notJudged.size() + " workloads, the first of them " + first)));
    }

    private void judge(Pair pair, Metric metric, String where, List<String> failures, List<String> notJudged) {
        Optional<Ratio> ratio = pair.ratio(metric);
        if (ratio.isEmpty() && enough(pair.base(), metric) && enough(pair.contender(), metric)) {
            notJudged.add(where + ": a value is negative; allowed: 0 or more");
            return;
        }
        if (ratio.isEmpty() || ratio.get().interval().isEmpty()) {
            notJudged.add(where + ": " + pair.base().values(metric).length + " and "
                    + pair.contender().values(metric).length + " trials have a value; allowed: at least "
                    + Ratio.FEWEST_TRIALS + " a side (--seeds, --forks)");
            return;
        }
        Interval interval = ratio.get().interval().orElseThrow();
        double least = certainLoss(interval, metric);
        if (least > allowed) {
            failures.add(String.format(
                    Locale.ROOT,
                    "%s: worse by %.1f %% [%.1f, %.1f] at %s",
                    text,
                    100 * loss(ratio.get().factor(), metric),
                    100 * least,
                    100 * loss(interval.low(), metric),
                    where));
        }
    }

    /**
     * How much worse the contender is at least, as a share of the base: the near end of the interval, below zero where it may be better;
     * empty where a side has too few values.
     */
    static OptionalDouble certainLoss(Pair pair, Metric metric) {
        return pair.ratio(metric)
                .flatMap(Ratio::interval)
                .map(interval -> OptionalDouble.of(certainLoss(interval, metric)))
                .orElseGet(OptionalDouble::empty);
    }

    private static double certainLoss(Interval interval, Metric metric) {
        return loss(interval.high(), metric);
    }

    private static boolean enough(Cell cell, Metric metric) {
        return cell.values(metric).length >= Ratio.FEWEST_TRIALS;
    }

    /** How much worse a side is that is so many times better, as a share of the base. */
    private static double loss(double factor, Metric metric) {
        return metric.higherIsBetter() ? 1 - factor : 1 / factor - 1;
    }

    private static String solved(Cell cell) {
        return cell.solvedOf();
    }
}
