package io.lagbench.harness.estimate;

import io.lagbench.harness.plan.PlanReader;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.trial.Schedule;
import io.lagbench.workloads.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds what was measured on a machine: the trials of the finished runs in a folder. */
public final class MeasuredTrials {
    private static final int MOST_RUNS = 50;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final JsonMapper JSON = new JsonMapper();

    private MeasuredTrials() {}

    /** A run directory with when it started. */
    private record Run(Path path, String start) {}

    /**
     * Trials that ended well, of at most 50 runs, the latest run first. What cannot be read, or is of a version that did
     * not record enough, is left out: an estimate is no reason to fail.
     *
     * @param runs folder of run directories; may be missing
     * @param backend only trials that ran on it
     * @param processor only runs on a processor of this name
     */
    static List<MeasuredTrial> read(Path runs, String backend, String processor) {
        List<MeasuredTrial> trials = new ArrayList<>();
        finished(runs, processor).stream()
                .sorted(Comparator.comparing(Run::start).reversed())
                .limit(MOST_RUNS)
                .forEach(run -> {
                    try {
                        trials.addAll(read(run.path(), backend));
                    } catch (IOException | RuntimeException e) {
                        return; // not a run that this version can read
                    }
                });
        return trials;
    }

    private static List<Run> finished(Path runs, String processor) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.flatMap(folder -> finishedRun(folder, processor).stream())
                    .toList();
        } catch (IOException e) {
            return List.of(); // a folder that cannot be listed tells nothing
        }
    }

    private static Optional<Run> finishedRun(Path folder, String processor) {
        try {
            JsonNode run = JSON.readTree(Files.readString(folder.resolve("run.json")));
            JsonNode environment = JSON.readTree(Files.readString(folder.resolve("environment.json")));
            boolean finished = !run.path("status").asString("").equals("running");
            boolean here = environment.path("cpu").asString("").equals(processor);
            return finished && here
                    ? Optional.of(new Run(folder, run.path("start").asString("")))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // not a run directory
        }
    }

    private static List<MeasuredTrial> read(Path run, String backend) throws IOException {
        Map<String, TrialSpec> specs = new HashMap<>();
        PlanReader reader = new PlanReader();
        for (String line : Files.readAllLines(run.resolve("plan.jsonl"))) {
            TrialSpec spec = reader.trial(line);
            specs.put(spec.id(), spec);
        }
        Map<String, Double> predictSeconds = new HashMap<>();
        for (Row row : CsvRows.read(run, Schema.LATENCY)) {
            if (row.text("stage").equals("predict") && row.text("phase").equals("measurement")) {
                double count = row.number("count").orElse(0);
                predictSeconds.put(
                        row.text("trial_id"), count * row.number("mean_us").orElse(0) / MICROS_PER_SECOND);
            }
        }
        List<MeasuredTrial> trials = new ArrayList<>();
        for (Row row : CsvRows.read(run, Schema.trials())) {
            TrialSpec spec = specs.get(row.text("trial_id"));
            if (spec != null
                    && row.text("status").equals("ok")
                    && row.text("backend").equals(backend)) {
                trials.add(trial(run.getFileName().toString(), spec, row, predictSeconds.get(spec.id())));
            }
        }
        return trials;
    }

    private static MeasuredTrial trial(String run, TrialSpec spec, Row row, Double predictSeconds) {
        Task task = spec.createTask();
        OptionalDouble solved = row.available("updates_to_solve");
        return new MeasuredTrial(
                run,
                spec,
                task,
                (int) row.number("threads").orElse(0),
                times(spec, task, row, predictSeconds),
                (long) row.available("updates").orElse(0),
                solved.isPresent() ? OptionalLong.of((long) solved.getAsDouble()) : OptionalLong.empty());
    }

    /** A trial that ran beside others has no fit times of its own, and its other times are of no use either. */
    private static MeasuredTrial.Times times(TrialSpec spec, Task task, Row row, Double predictSeconds) {
        OptionalDouble total = row.available("total_s");
        OptionalDouble wall = row.available("wall_s");
        double fits = row.available("fits").orElse(0);
        boolean alone = row.available("train_s").isPresent();
        if (!alone || total.isEmpty() || wall.isEmpty() || wall.getAsDouble() <= 0 || fits < 1) {
            return null;
        }
        return MeasuredTrial.Times.of(
                total.getAsDouble(),
                wall.getAsDouble(),
                (long) fits,
                predictSeconds == null ? 0 : predictSeconds,
                Schedule.of(spec, task).evaluations((long) fits),
                spec.warmup());
    }
}
