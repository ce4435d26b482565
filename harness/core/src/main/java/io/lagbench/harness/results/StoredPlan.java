package io.lagbench.harness.results;

import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.PlanReader;
import io.lagbench.harness.plan.TrialSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plan in the files of a folder: its trials in plan.jsonl, a line each, and what else it is in a JSON file beside that, its head, which
 * may say more.
 */
public final class StoredPlan {
    /** The file with the trials. */
    public static final String TRIALS = "plan.jsonl";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StoredPlan() {}

    /** What the head says of a plan. */
    public static Map<String, Object> head(Plan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(Schema.VERSION_FIELD, Schema.VERSION);
        fields.put("suite", plan.suite());
        fields.put("trials", plan.trials().size());
        fields.put("gates", plan.gates());
        fields.put("published", plan.published());
        return fields;
    }

    /** The trials as they stand in their file. */
    public static String trials(Plan plan) {
        return plan.trials().stream().map(TrialSpec::toJson).collect(Collectors.joining("\n", "", "\n"));
    }

    /**
     * The head of the plan in a folder.
     *
     * @param name of the file
     * @throws IllegalArgumentException if it is none of this version; the message says why
     */
    public static Map<String, Object> head(Path folder, String name) throws IOException {
        Map<String, Object> head = json(folder.resolve(name));
        if (!(head.get("suite") instanceof String) || !(head.getOrDefault("gates", List.of()) instanceof List)) {
            throw new IllegalArgumentException("has no readable " + name);
        }
        if (!Objects.equals(head.getOrDefault(Schema.VERSION_FIELD, Schema.VERSION), Schema.VERSION)) {
            throw new IllegalArgumentException("was made by another version: " + Schema.VERSION_FIELD + " of " + name
                    + " is " + head.get(Schema.VERSION_FIELD) + ", not " + Schema.VERSION);
        }
        return head;
    }

    /**
     * The plan in a folder.
     *
     * @param name of the file that its head was read from
     * @param head as {@link #head(Path, String)} reads it
     * @throws IllegalArgumentException if it cannot be read; the message says what
     */
    public static Plan read(Path folder, String name, Map<String, Object> head) throws IOException {
        List<TrialSpec> trials;
        try {
            PlanReader reader = new PlanReader();
            trials = Files.readAllLines(folder.resolve(TRIALS)).stream()
                    .map(reader::trial)
                    .toList();
        } catch (JacksonException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("has no readable " + TRIALS);
        }
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("has no trial in " + TRIALS);
        }
        try {
            List<?> gates = (List<?>) head.getOrDefault("gates", List.of());
            List<?> published = (List<?>) head.getOrDefault("published", List.of());
            return new Plan(
                    (String) head.get("suite"),
                    trials,
                    gates.stream()
                            .map(gate -> JSON.convertValue(gate, Plan.Gate.class))
                            .toList(),
                    published.stream()
                            .map(each -> JSON.convertValue(each, Plan.Published.class))
                            .toList());
        } catch (JacksonException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("has no readable gates or published results in " + name);
        }
    }

    /** The object of a JSON file; empty if it is none. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> json(Path file) throws IOException {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            Map<String, Object> fields = JSON.readValue(text, Map.class);
            return fields == null ? Map.of() : fields;
        } catch (JacksonException e) {
            return Map.of();
        }
    }
}
