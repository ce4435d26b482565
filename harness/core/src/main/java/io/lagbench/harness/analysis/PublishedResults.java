package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.Role;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Suite;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Means;
import io.lagbench.harness.stats.Proportions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of others and the trials that they stand beside. Publications give means: so do these.
 *
 * @param published what others found
 * @param trials rows of the trials that ended, in whatever way
 */
public record PublishedResults(Suite.Published published, List<Row> trials) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Those of a run in the order of its suite, as far as trials of them have ended; a metric that this version does not know is left
     * out.
     */
    public static List<PublishedResults> of(StoredRun run) {
        List<PublishedResults> all = new ArrayList<>();
        if (!(run.run().get("published") instanceof List<?> list)) {
            return all;
        }
        for (Object each : list) {
            try {
                Plan.Published published = JSON.convertValue(each, Plan.Published.class);
                List<Row> trials = run.trials().stream()
                        .filter(trial -> published.trials().contains(trial.text("trial_id")))
                        .toList();
                if (!trials.isEmpty()) {
                    all.add(new PublishedResults(published.results(), trials));
                }
            } catch (JacksonException e) {
                continue; // written by another version, or damaged: the trials stand in the other tables
            }
        }
        return all;
    }

    /** The share that others solved; empty where they do not tell. */
    public OptionalDouble publishedShare() {
        Double share = published.values().get(Suite.Published.SOLVED);
        return share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    }

    /** How many are solved. */
    public int solved() {
        return (int) trials.stream().filter(Cell::solved).count();
    }

    /** The 95 % Wilson score interval of the share that is solved. */
    public Interval solvedInterval() {
        return Proportions.interval(solved(), trials.size());
    }

    /** The trials that ended ok without being solved; empty where there are none. */
    public Optional<Cell> unsolved() {
        List<Row> unsolved = new Cell(trials)
                .ok().stream().filter(trial -> !Cell.solved(trial)).toList();
        return unsolved.isEmpty() ? Optional.empty() : Optional.of(new Cell(unsolved));
    }

    /** The metrics that others give, in the order of the columns of trials.csv. */
    public List<Metric> metrics() {
        return Metrics.all().stream()
                .filter(metric -> published.values().containsKey(metric.name()))
                .toList();
    }

    /** What others give of a metric, one of {@link #metrics}. */
    public double published(Metric metric) {
        return published.values().get(metric.name());
    }

    /** The values of a metric; of what it took to solve those of solved trials. */
    public double[] values(Metric metric) {
        return new Cell(trials).values(metric);
    }

    /** Our mean over what others give; empty where there is none. */
    public OptionalDouble ratio(Metric metric) {
        OptionalDouble mean = Means.mean(values(metric));
        return mean.isEmpty() ? mean : OptionalDouble.of(mean.getAsDouble() / published(metric));
    }

    /** The 95 % interval of the {@link #ratio}. */
    public Optional<Interval> ratioInterval(Metric metric) {
        return Means.interval(values(metric))
                .map(ends -> new Interval(ends.low() / published(metric), ends.high() / published(metric)));
    }

    /** The results among others to which these are to be set in relation; empty where there are none. */
    public Optional<PublishedResults> base(List<PublishedResults> others) {
        return others.stream()
                .filter(other -> other.published.label().equals(published.relativeTo()))
                .findFirst();
    }

    /** The metrics whose growth from a base can be told. */
    public List<Metric> comparable(PublishedResults base) {
        return metrics().stream()
                .filter(metric -> metric.role() == Role.EFFORT && base.metrics().contains(metric))
                .toList();
    }
}
