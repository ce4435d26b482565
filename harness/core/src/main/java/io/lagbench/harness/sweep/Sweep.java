package io.lagbench.harness.sweep;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.LengthLadder;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.StoredPlan;
import io.lagbench.harness.results.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plan that is run in shards: a folder, on a file system that all who run them share or copied there and back, with the frozen plan
 * ({@code plan.jsonl}, {@code sweep.json}) and a run directory for each attempt at a shard, {@code shards/I-of-N/ATTEMPT}. What one
 * attempt left undone another does.
 */
public final class Sweep {
    /** The file with all but the trials. */
    public static final String HEAD = "sweep.json";

    /** The folder of the shards, with a folder for each, which has one for each attempt. */
    public static final String SHARDS = "shards";

    private static final String INCOMING = "incoming";
    private static final String SECONDS = "estimated_s";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path path;
    private final Plan plan;
    private final Partition partition;
    private final String commit;

    private Sweep(Path path, Plan plan, double[] seconds, String commit) {
        this.path = path;
        this.plan = plan;
        this.commit = commit;
        this.partition = new Partition(plan, seconds);
    }

    /**
     * Writes a plan down. Its head comes last: a folder without one holds no sweep yet.
     *
     * @param path new or empty
     * @param seconds about how long each trial takes
     * @param origin what else is known of the plan: who made it, from what
     * @throws ConfigurationException if the folder holds something, or cannot be written
     */
    public static Sweep create(Path path, Plan plan, double[] seconds, Map<String, Object> origin) {
        Map<String, Object> head = StoredPlan.head(plan);
        head.putAll(origin);
        head.put(SECONDS, seconds);
        try {
            if (Files.exists(path) && holdsSomething(path)) {
                throw new ConfigurationException("--out " + path + ": is not empty; allowed: a new or empty directory");
            }
            write(path.resolve(StoredPlan.TRIALS), StoredPlan.trials(plan));
            write(path.resolve(HEAD), JSON.writeValueAsString(head) + "\n");
        } catch (IOException e) {
            String problem = "--out " + path + ": cannot be written (" + FileProblems.why(e) + ")";
            if (FileProblems.isLackOfSpace(e)) {
                throw new NotNowException(problem);
            }
            throw new ConfigurationException(problem + "; allowed: a new or empty directory");
        }
        return new Sweep(path, plan, seconds, commit(head));
    }

    private static boolean holdsSomething(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.map(file -> file.getFileName().toString())
                    .anyMatch(name -> !name.startsWith(StoredPlan.TRIALS) && !name.equals(HEAD + ".tmp"));
        }
    }

    private static void write(Path file, String text) throws IOException {
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a sweep.
     *
     * @throws ConfigurationException if the folder holds none
     */
    public static Sweep open(Path path) {
        for (String name : List.of(HEAD, StoredPlan.TRIALS)) {
            FileProblems.missing(path.resolve(name)).ifPresent(why -> {
                throw new ConfigurationException(
                        path + ": holds no sweep: its " + name + ": " + why + "; allowed: what lagbench plan wrote");
            });
        }
        try {
            Map<String, Object> head = StoredPlan.head(path, HEAD);
            Plan plan = StoredPlan.read(path, HEAD, head);
            return new Sweep(path, plan, seconds(head, plan.trials().size()), commit(head));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(path + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException(path + ": cannot be read (" + FileProblems.why(e) + ")");
        }
    }

    private static String commit(Map<String, Object> head) {
        return Objects.toString(head.get("git_commit"), "");
    }

    private static double[] seconds(Map<String, Object> head, int trials) {
        if (head.get(SECONDS) instanceof List<?> list
                && list.size() == trials
                && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream()
                    .mapToDouble(each -> ((Number) each).doubleValue())
                    .toArray();
        }
        throw new IllegalArgumentException("has no " + SECONDS + " in " + HEAD + " for each of " + trials + " trials");
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The commit of the build that planned it; empty if that knew none. */
    public String commit() {
        return commit;
    }

    /** All that is to be run. */
    public Plan plan() {
        return plan;
    }

    /** The trials of a shard, in the order of the plan; a shard of many may have none. */
    public List<TrialSpec> trials(Shard shard) {
        return shards(shard.of()).get(shard.number() - 1);
    }

    /** How many blocks of trials there are that stay together: of as many shards each has one. */
    public int blocks() {
        return partition.blocks().size();
    }

    /** The trials of each of so many shards. */
    List<List<TrialSpec>> shards(int count) {
        return partition.shards(count);
    }

    /**
     * The rows of trials of all attempts, by the trial's id: of each trial the row of the attempt that began first.
     *
     * @throws NotNowException if an attempt cannot be read
     */
    public Map<String, Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        try {
            for (Attempt attempt : attempts()) {
                attempt.trials().forEach(row -> rows.putIfAbsent(row.text("trial_id"), row));
            }
        } catch (IOException e) {
            throw new NotNowException(
                    path + ": its rows cannot be read (" + FileProblems.describe(e) + "); what was written stands");
        }
        return rows;
    }

    /** Those of so many shards that have trials which no attempt has done. */
    public List<Shard> unfinished(int count, Set<String> finished) {
        List<Shard> unfinished = new ArrayList<>();
        List<List<TrialSpec>> shards = shards(count);
        for (int i = 0; i < count; i++) {
            if (shards.get(i).stream().anyMatch(trial -> !finished.contains(trial.id()))) {
                unfinished.add(new Shard(i + 1, count));
            }
        }
        return unfinished;
    }

    /**
     * What of a shard no attempt has done, as a plan of its own: without gates, which are about all trials. A search for the longest lag
     * that is not at its end is in it from its beginning.
     *
     * @param finished ids of trials that need not be run
     */
    public Plan left(Shard shard, Set<String> finished) {
        Set<String> open = openSearches(finished);
        List<TrialSpec> left = trials(shard).stream()
                .filter(trial -> !finished.contains(trial.id()) || open.contains(trial.id()))
                .toList();
        Set<String> ids = new HashSet<>(left.stream().map(TrialSpec::id).toList());
        List<Plan.Published> published = plan.published().stream()
                .filter(results -> results.trials().stream().anyMatch(ids::contains))
                .toList();
        return new Plan(plan.suite(), left, List.of(), published);
    }

    /** The trials of searches for the longest lag that are not at their end: what follows depends on all before, so they begin anew. */
    private Set<String> openSearches(Set<String> finished) {
        LengthLadder ladder = new LengthLadder(plan);
        Set<String> open = new HashSet<>();
        for (TrialSpec first : plan.trials()) {
            if (ladder.waits(first)) {
                continue;
            }
            List<String> search = new ArrayList<>(List.of(first.id()));
            Optional<TrialSpec> next = ladder.next(first);
            while (next.isPresent()) {
                search.add(next.get().id());
                next = ladder.next(next.get());
            }
            if (search.size() > 1 && !finished.containsAll(search)) {
                open.addAll(search);
            }
        }
        return open;
    }

    /** Where the next attempt at a shard is to write: a folder that nobody else has. */
    public Path newAttempt(Shard shard) {
        return path.resolve(SHARDS).resolve(shard.folder()).resolve(newName());
    }

    /**
     * Keeps an attempt that was made on a machine without this folder: whole, or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void keep(ShardReport report) throws IOException {
        Path aside = path.toAbsolutePath().normalize().resolve(INCOMING).resolve(report.attempt());
        for (Map.Entry<String, byte[]> file : report.files().entrySet()) {
            Path target = aside.resolve(file.getKey()).normalize();
            if (!target.startsWith(aside)) {
                throw new IllegalArgumentException("a file outside of its attempt: " + file.getKey());
            }
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        Path shard = path.resolve(SHARDS).resolve(report.shard().folder());
        Files.createDirectories(shard);
        Files.move(aside, shard.resolve(report.attempt()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A name that nobody else takes, behind all before it. */
    static String newName() {
        Instant now = Instant.now();
        return RunDirectory.stamp(now)
                + String.format(
                        "-%03d-%06x", // a shard of which little is left may take less than a second
                        now.get(ChronoField.MILLI_OF_SECOND),
                        ThreadLocalRandom.current().nextInt(1 << 24));
    }

    /** Whether a folder is that of an attempt. */
    public static boolean isAttempt(Path folder) {
        Path shard = folder.toAbsolutePath().normalize().getParent();
        return shard != null
                && shard.getParent() != null
                && shard.getParent().getParent() != null
                && Shard.isFolder(shard.getFileName().toString())
                && Files.isRegularFile(shard.getParent().getParent().resolve(HEAD));
    }

    /** The attempts so far, in the order in which they began. */
    List<Attempt> attempts() throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        for (Path folder : folders(path.resolve(SHARDS))) {
            if (Shard.isFolder(folder.getFileName().toString())) {
                Shard shard = Shard.ofFolder(folder.getFileName().toString());
                folders(folder).forEach(attempt -> attempts.add(new Attempt(shard, attempt)));
            }
        }
        attempts.sort(Comparator.comparing((Attempt attempt) -> attempt.path().getFileName())
                .thenComparing(Attempt::name));
        return attempts;
    }

    private static List<Path> folders(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.filter(Files::isDirectory).toList();
        }
    }
}
