package io.lagbench.harness.sweep;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredPlan;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.Table;
import io.lagbench.harness.results.WholeFile;
import io.lagbench.harness.run.DerivedFiles;
import io.lagbench.harness.run.RunEnvironment;
import io.lagbench.harness.run.SuiteRun;
import io.lagbench.harness.trial.TrialFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts together what the attempts at the shards of a sweep found: {@code SWEEP/run}, a run directory like any other. Of a trial that
 * several attempts have done, all rows are those of the one that began first. May be made again at any time, over the one that is there.
 */
public final class Merge {
    /** Field of run.json that tells a merged run from others: the attempts whose rows it has. */
    private static final String MERGED = "merged";

    private static final String TRIAL_ID = "trial_id";
    private static final String RUN = "run.json";

    private final Sweep sweep;
    private final Plan plan;
    private final List<String> notes = new ArrayList<>();

    /** Merges this sweep. */
    public Merge(Sweep sweep) {
        this.sweep = sweep;
        this.plan = sweep.plan();
    }

    /** An attempt with what it found. */
    private record Found(
            Attempt attempt,
            Map<String, Row> trials,
            Map<String, List<Row>> latencies,
            Map<String, List<Row>> learning,
            Map<String, Object> run,
            Map<String, Object> environment) {}

    /**
     * Writes the run directory.
     *
     * @param command the command line, for run.json
     * @return where it is
     * @throws ConfigurationException if no attempt has a row, or something else is where it is to be
     */
    public Path write(List<String> command) throws IOException {
        List<Found> found = found();
        Map<String, Found> winners = new LinkedHashMap<>();
        for (TrialSpec trial : plan.trials()) {
            found.stream()
                    .filter(one -> one.trials().containsKey(trial.id()))
                    .findFirst()
                    .ifPresent(first -> winners.put(trial.id(), first));
        }
        if (winners.isEmpty()) {
            throw new ConfigurationException(sweep.path() + ": no trial has ended in a shard; allowed: a sweep of which"
                    + " lagbench run --plan has run some");
        }
        noteWhatIsMissing(winners);
        noteWhatDiffers(found);
        Path target = sweep.path().resolve("run");
        requireReplaceable(target);
        Path aside = sweep.path().resolve("merging-" + Sweep.newName());
        write(aside, winners, command);
        if (Files.exists(target)) {
            Path before = sweep.path().resolve("merged-before-" + Sweep.newName());
            Files.move(target, before, StandardCopyOption.ATOMIC_MOVE);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            deleteFolder(before);
        } else {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return target;
    }

    /** What is missing and what differs, a line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private List<Found> found() throws IOException {
        List<Found> found = new ArrayList<>();
        for (Attempt attempt : sweep.attempts()) {
            Map<String, Row> trials = new LinkedHashMap<>();
            attempt.trials().forEach(row -> trials.putIfAbsent(row.text(TRIAL_ID), row));
            if (!trials.isEmpty()) {
                found.add(new Found(
                        attempt,
                        trials,
                        byTrial(attempt.rows(Schema.LATENCY)),
                        byTrial(attempt.rows(Schema.LEARNING)),
                        jsonIfThere(attempt.path().resolve(RUN)),
                        jsonIfThere(attempt.path().resolve("environment.json"))));
            }
        }
        return found;
    }

    private static Map<String, List<Row>> byTrial(List<Row> rows) {
        Map<String, List<Row>> byTrial = new HashMap<>();
        rows.forEach(row -> byTrial.computeIfAbsent(row.text(TRIAL_ID), id -> new ArrayList<>())
                .add(row));
        return byTrial;
    }

    private static Map<String, Object> jsonIfThere(Path file) throws IOException {
        return Files.isRegularFile(file) ? StoredPlan.json(file) : Map.of();
    }

    private void noteWhatIsMissing(Map<String, Found> winners) throws IOException {
        List<Integer> missing = IntStream.range(0, plan.trials().size())
                .filter(i -> !winners.containsKey(plan.trials().get(i).id()))
                .map(i -> i + 1)
                .boxed()
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        notes.add("missing: " + (missing.size() == 1 ? "trial " : "trials ") + Ranges.of(missing) + " of "
                + plan.trials().size());
        TreeSet<Integer> counts = new TreeSet<>();
        sweep.attempts().forEach(attempt -> counts.add(attempt.shard().of()));
        for (int count : counts) {
            List<List<TrialSpec>> trials = sweep.shards(count);
            List<Integer> shards = IntStream.rangeClosed(1, count)
                    .filter(number ->
                            trials.get(number - 1).stream().anyMatch(trial -> !winners.containsKey(trial.id())))
                    .boxed()
                    .toList();
            notes.add("not done: " + (shards.size() == 1 ? "shard " : "shards ") + Ranges.of(shards) + " of " + count);
        }
    }

    /** Trials that attempts on equal hardware learned differently: one of them at least is not what it seems. */
    private void noteWhatDiffers(List<Found> found) {
        for (TrialSpec trial : plan.trials()) {
            Map<List<String>, Found> firsts = new HashMap<>();
            for (Found one : found) {
                Row row = one.trials().get(trial.id());
                if (row == null
                        || !row.text("status").equals("ok")
                        || trial.minutes().isPresent()) {
                    continue;
                }
                Found first = firsts.putIfAbsent(hardware(row), one);
                if (first != null && !learned(first, trial).equals(learned(one, trial))) {
                    notes.add("learned differently on equal hardware: " + trial.label() + " in "
                            + first.attempt().name() + " and " + one.attempt().name());
                }
            }
        }
    }

    private static List<String> hardware(Row row) {
        return Stream.of(Schema.ENVIRONMENT, "device", "engine_native", "isa", "threads")
                .map(row::text)
                .toList();
    }

    /** What a trial had learned at each evaluation; times are not among it. */
    private static List<List<String>> learned(Found found, TrialSpec trial) {
        return found.learning().getOrDefault(trial.id(), List.of()).stream()
                .map(row -> Stream.of("update", "loss", "accuracy", "recall_accuracy")
                        .map(row::text)
                        .toList())
                .toList();
    }

    private void requireReplaceable(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        Map<String, Object> run = jsonIfThere(target.resolve(RUN));
        if (!run.containsKey(MERGED)) {
            throw new ConfigurationException(
                    target + ": is no merged run; allowed: what lagbench merge wrote, or nothing");
        }
        if (run.containsKey("resumed")) {
            throw new ConfigurationException(
                    target + ": was gone on with by itself, and its rows would be lost; allowed: move it"
                            + " elsewhere first");
        }
    }

    private void write(Path folder, Map<String, Found> winners, List<String> command) throws IOException {
        RunDirectory.create(folder, plan).close();
        Table<?> trials = Schema.trials(plan);
        write(folder, trials.file(), text(trials, winners, Merge::trialRow));
        write(folder, Schema.LATENCY.file(), text(Schema.LATENCY, winners, Found::latencies));
        write(folder, Schema.LEARNING.file(), text(Schema.LEARNING, winners, Found::learning));
        for (TrialSpec trial : plan.trials()) {
            if (winners.containsKey(trial.id())) {
                copyFiles(winners.get(trial.id()).attempt().path(), folder, trial);
            }
        }
        Map<Attempt, Found> byAttempt = new LinkedHashMap<>();
        winners.values().forEach(found -> byAttempt.put(found.attempt(), found));
        Collection<Found> used = byAttempt.values();
        RunEnvironment environment =
                RunEnvironment.of(used.stream().map(Found::environment).toList());
        Map<String, Object> head = head(used, command);
        try (RunDirectory directory = RunDirectory.resume(folder)) {
            environment.write(directory);
            List<Row> rows = directory.stored().map(StoredRun::trials).orElseThrow();
            DerivedFiles.write(directory, rows, environment.jvmFlags());
            head.put("status", SuiteRun.status(plan, rows));
            directory.writeRun(head);
        }
    }

    private static Map<String, List<Row>> trialRow(Found found) {
        Map<String, List<Row>> rows = new HashMap<>();
        found.trials().forEach((id, row) -> {
            Map<String, String> fields = new LinkedHashMap<>(row.fields());
            fields.put(Schema.ATTEMPT, found.attempt().name());
            rows.put(id, List.of(row.with(fields)));
        });
        return rows;
    }

    /** A file with the rows of each trial, trial by trial in the order of the plan. */
    private static String text(
            Table<?> table, Map<String, Found> winners, Function<Found, Map<String, List<Row>>> rows) {
        Map<Attempt, Map<String, List<Row>>> known = new HashMap<>();
        StringBuilder text = new StringBuilder(table.headerLine());
        winners.forEach((id, found) -> known.computeIfAbsent(found.attempt(), attempt -> rows.apply(found))
                .getOrDefault(id, List.of())
                .forEach(row -> text.append(table.line(row.fields()))));
        return text.toString();
    }

    /** What run.json says: begun when the first attempt was, ended when the last did. */
    private Map<String, Object> head(Collection<Found> used, List<String> command) {
        Map<String, Object> head = RunDirectory.planned(plan);
        head.put("command", String.join(" ", command));
        for (String fact : List.of("jobs", "version", "git_commit", "git_dirty")) {
            List<Object> values = used.stream()
                    .map(found -> found.run().get(fact))
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            if (values.size() > 1) {
                notes.add(fact + " differs between attempts: " + values);
            }
            values.stream().findFirst().ifPresent(value -> head.put(fact, value));
        }
        extreme(used, RunDirectory.START, false).ifPresent(start -> head.put(RunDirectory.START, start));
        extreme(used, "end", true).ifPresent(end -> head.put("end", end));
        head.put(MERGED, used.stream().map(found -> found.attempt().name()).toList());
        return head;
    }

    private static Optional<String> extreme(Collection<Found> used, String fact, boolean last) {
        Stream<String> times = used.stream()
                .map(found -> found.run().get(fact))
                .filter(Objects::nonNull)
                .map(Object::toString);
        return last ? times.max(Comparator.naturalOrder()) : times.min(Comparator.naturalOrder());
    }

    private static void copyFiles(Path attempt, Path run, TrialSpec trial) throws IOException {
        Path from = TrialFiles.of(RunDirectory.trials(attempt), trial).folder();
        Path to = TrialFiles.of(RunDirectory.trials(run), trial).folder();
        if (!Files.isDirectory(from)) {
            return; // one that was skipped left none
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    private static void write(Path folder, String name, String text) throws IOException {
        WholeFile.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
