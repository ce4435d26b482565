package io.lagbench.harness.results;

import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.StageLatency;
import io.lagbench.harness.trial.TrialEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory of one run. CSV rows are appended whole; every other file is written aside and moved into place. If the
 * directory is removed while the run goes on, it is made again with everything that was in it but the logs.
 */
public final class RunDirectory implements AutoCloseable {
    static final String RUN = "run.json";
    static final String ENVIRONMENT = "environment.json";

    /** Folder of what is known of each host. */
    static final String HOSTS = "environments";

    /** Field of run.json that a first session adds. */
    public static final String START = "start";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String PAGE = "index.html";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path path;
    private final Plan plan;
    private final Map<String, Object> earlierRun;
    private final Map<String, Object> earlierEnvironment;
    private final Set<String> finished;
    private final Map<String, String> written = new LinkedHashMap<>();
    private final CsvAppender<TrialRecord> trials;
    private final CsvAppender<Schema.LatencyRow> latency;
    private final CsvAppender<Schema.LearningRow> learning;
    private int ended;
    private boolean restored;

    /** Makes one appender of a file. */
    @FunctionalInterface
    private interface Opening {
        <R> CsvAppender<R> of(Path folder, Table<R> table) throws IOException;
    }

    private RunDirectory(
            Path path,
            Plan plan,
            Map<String, Object> earlierRun,
            Map<String, Object> earlierEnvironment,
            Set<String> finished,
            Opening opening)
            throws IOException {
        this.path = path;
        this.plan = plan;
        this.earlierRun = earlierRun;
        this.earlierEnvironment = earlierEnvironment;
        this.finished = finished;
        String lines = StoredPlan.trials(plan);
        write(path, StoredPlan.TRIALS, lines);
        written.put(StoredPlan.TRIALS, lines);
        trials = opening.of(path, Schema.trials(plan));
        latency = opening.of(path, Schema.LATENCY);
        learning = opening.of(path, Schema.LEARNING);
        ended = finished.size();
    }

    /**
     * Creates the directory of a run. What the run is stands there before its plan, and the plan before any row: a directory
     * with a plan can be gone on with, and one without holds no run.
     *
     * @param path one that {@link #holdsNoRun holds no run}
     * @throws IOException if it holds one or something else, or cannot be written
     */
    public static RunDirectory create(Path path, Plan plan) throws IOException {
        if (!holdsNoRun(path)) {
            throw new java.nio.file.DirectoryNotEmptyException(path.toString());
        }
        Files.createDirectories(path);
        write(path, RUN, JSON.writeValueAsString(planned(plan)) + "\n");
        return new RunDirectory(path, plan, Map.of(), Map.of(), Set.of(), CsvAppender::create);
    }

    /** When something began, as names of folders have it: in the order of time. */
    public static String stamp() {
        return stamp(Instant.now());
    }

    /** The same of a moment. */
    public static String stamp(Instant moment) {
        return STAMP.format(moment);
    }

    /** What run.json says of a plan before a session begins. */
    public static Map<String, Object> planned(Plan plan) {
        Map<String, Object> fields = StoredPlan.head(plan);
        fields.put("status", "running");
        return fields;
    }

    /**
     * Whether a run can begin in a directory: it is not there, is empty, or has only what a run left that was ended before
     * its plan was written.
     *
     * @throws IOException if it cannot be read, or is no directory
     */
    public static boolean holdsNoRun(Path path) throws IOException {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.allMatch(RunDirectory::isOfABeginning);
        }
    }

    private static boolean isOfABeginning(Path file) {
        String name = file.getFileName().toString();
        try {
            if (name.equals(RUN)) {
                JsonNode run = JSON.readTree(Files.readString(file));
                return run.has(Schema.VERSION_FIELD) && !run.has(START);
            }
            return name.equals(WholeFile.aside(Path.of(RUN)).toString())
                    || name.equals(WholeFile.aside(Path.of(StoredPlan.TRIALS)).toString());
        } catch (IOException | JacksonException e) {
            return false;
        }
    }

    /**
     * What the run in a directory does. Nothing is changed there.
     *
     * @throws IllegalArgumentException if it is not the directory of a run; the message says why
     * @throws IOException if it cannot be read
     */
    public static Plan planOf(Path path) throws IOException {
        return EarlierRun.plan(path);
    }

    /**
     * Opens the directory of a run that ended early, to go on with it. What a trial left that has no row in trials.csv is
     * dropped, as is a row that was cut or is there twice.
     *
     * @throws IllegalArgumentException if it is not the directory of a run of this version; the message says why
     * @throws IOException if it cannot be read or written
     */
    public static RunDirectory resume(Path path) throws IOException {
        EarlierRun earlier = EarlierRun.restore(path);
        return new RunDirectory(
                path, earlier.plan(), earlier.run(), earlier.environment(), earlier.finished(), CsvAppender::reopen);
    }

    /** Where the run is. */
    public Path path() {
        return path;
    }

    /** What the run does. */
    public Plan plan() {
        return plan;
    }

    /** Content of run.json as an earlier session left it; empty in the first. */
    public Map<String, Object> earlierRun() {
        return earlierRun;
    }

    /** Ids of the trials that ended in earlier sessions. */
    public Set<String> finished() {
        return finished;
    }

    /** Whether the directory had to be made again. */
    public boolean restored() {
        return restored;
    }

    /** Content of environment.json as an earlier session left it; empty in the first, or if it cannot be read. */
    public Map<String, Object> earlierEnvironment() {
        return earlierEnvironment;
    }

    /** The run as it is now, read once; empty as long as no trial has ended. */
    public Optional<StoredRun> stored() throws IOException {
        restoreIfRemoved();
        return ended == 0 ? Optional.empty() : Optional.of(StoredRun.read(path));
    }

    /** Where the trials have their folders. */
    public Path trials() {
        return trials(path);
    }

    /** Where the trials of the run in a directory have their folders. */
    public static Path trials(Path run) {
        return run.resolve("trials");
    }

    /** Adds an evaluation to learning.csv. */
    public void append(TrialSpec trial, TrialEvent.Evaluated evaluated) throws IOException {
        restoreIfRemoved();
        learning.append(new Schema.LearningRow(trial.id(), evaluated));
    }

    /** Adds a trial that ended to latency.csv and trials.csv, the latter last: a row there says that all is there. */
    public void append(TrialRecord record) throws IOException {
        restoreIfRemoved();
        for (StageLatency stage : record.result().latencies()) {
            latency.append(new Schema.LatencyRow(record.spec().id(), stage));
        }
        trials.append(record);
        ended++;
    }

    private void restoreIfRemoved() throws IOException {
        for (CsvAppender<?> appender : List.of(trials, latency, learning)) {
            if (!appender.inPlace()) {
                Files.createDirectories(path);
                appender.putBack();
                restored = true;
            }
        }
        for (Map.Entry<String, String> file : written.entrySet()) {
            if (!Files.exists(path.resolve(file.getKey()))) {
                write(path, file.getKey(), file.getValue());
            }
        }
    }

    /** Writes run.json. */
    public void writeRun(Map<String, Object> fields) throws IOException {
        write(RUN, JSON.writeValueAsString(fields) + "\n");
    }

    /** Writes environment.json. */
    public void writeEnvironment(Map<String, Object> fields) throws IOException {
        write(ENVIRONMENT, JSON.writeValueAsString(fields) + "\n");
    }

    /** Writes what is known of a host, by its {@link io.lagbench.harness.host.HostIdentity#hash hash}. */
    public void writeHost(String hash, Map<String, Object> fields) throws IOException {
        write(HOSTS + "/" + hash + ".json", JSON.writeValueAsString(fields) + "\n");
    }

    /** Writes a file that is made of the rows that are there, over one that is there. */
    public void writeDerived(String name, String content) throws IOException {
        write(name, content);
    }

    /** Writes answers.txt. */
    public void writeAnswers(String answers) throws IOException {
        write(StoredRun.ANSWERS, answers + "\n");
    }

    /** Folder of the report. */
    public Path report() {
        return path.resolve("report");
    }

    /** Whether there is a report. */
    public boolean hasReport() {
        return Files.exists(report().resolve(PAGE));
    }

    /** Removes the page of the report, if there is one: it is about fewer trials than there will be. */
    public void removeReport() throws IOException {
        Files.deleteIfExists(report().resolve(PAGE));
    }

    private Path write(String name, String content) throws IOException {
        restoreIfRemoved();
        Path file = write(path, name, content);
        written.put(name, content);
        return file;
    }

    private static Path write(Path folder, String name, String content) throws IOException {
        return WholeFile.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        trials.close();
        latency.close();
        learning.close();
    }
}
