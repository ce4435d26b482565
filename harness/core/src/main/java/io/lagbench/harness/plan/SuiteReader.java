package io.lagbench.harness.plan;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.Role;
import io.lagbench.workloads.Numerals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads suite files. It works on the YAML node graph, not on constructed values, so that every complaint names its line
 * and no type tag of the file is ever acted on.
 */
final class SuiteReader {
    private static final long MOST_BYTES = 1_000_000;

    static final String SUMMARY = "summary";
    static final String ENTRIES = "entries";
    static final String INCLUDE = "include";
    static final String SEEDS = "seeds";
    static final String EXPECT = "expect";
    static final String SOLVED = "solved";
    static final String PUBLISHED = "published";
    static final String LABEL = "label";
    static final String RELATIVE_TO = "relative-to";

    private static final List<String> SUITE_KEYS = List.of(SUMMARY, INCLUDE, ENTRIES);

    private static final Pattern EXTENSION = Pattern.compile("\\.ya?ml$", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final String MERGE = "<<";

    /** Enough for any suite of a megabyte that a person wrote; what they stand for is counted by {@link #MOST_VALUES}. */
    private static final int MOST_ALIASES = 10_000;

    private static final int MOST_VALUES = 1_000_000;

    private static final int MOST_INCLUDED = 100;

    private final Path file;
    private final Set<Path> including;
    private final Map<Node, Map<String, NodeTuple>> tuplesOf = new IdentityHashMap<>();
    private long valuesRead;

    /** @param including the suites that include this one */
    private SuiteReader(Path file, Set<Path> including) {
        this.file = file;
        this.including = including;
    }

    /**
     * The suite of a file, named after it.
     *
     * @throws ConfigurationException if it cannot be read or is not a suite
     */
    static Suite read(Path file) {
        return new SuiteReader(file, Set.of()).read();
    }

    /** Whether a file name is that of a YAML file. */
    static boolean isYaml(String name) {
        return EXTENSION.matcher(name).find();
    }

    private Suite read() {
        try {
            return suite();
        } catch (StackOverflowError e) {
            throw new ConfigurationException(file + ": not valid YAML: nested too deeply");
        }
    }

    private Suite suite() {
        MappingNode root = mapping(compose(text()), "a suite");
        Map<String, Node> fields = fields(root, SUITE_KEYS);
        Node entries = fields.get(ENTRIES);
        if (entries == null && !fields.containsKey(INCLUDE)) {
            throw problem(root, "a suite needs 'entries': a list of workloads; or 'include': a list of suites");
        }
        List<Suite.Entry> read = new ArrayList<>();
        if (fields.containsKey(INCLUDE)) {
            included(fields.get(INCLUDE)).forEach(suite -> read.addAll(suite.entries()));
        }
        if (entries != null) {
            for (Node entry : sequence(entries, ENTRIES).getValue()) {
                read.add(entry(mapping(entry, "an entry")));
            }
        }
        if (read.isEmpty()) {
            throw problem(entries, "'entries' is empty; allowed: at least one workload");
        }
        requireLabels(read);
        String summary = fields.containsKey("summary") ? scalar(fields.get("summary"), "summary") : "";
        return new Suite(EXTENSION.matcher(file.getFileName().toString()).replaceFirst(""), summary, read);
    }

    /** Checks that results are set in relation to others that are there. */
    private static void requireLabels(List<Suite.Entry> entries) {
        Set<String> labels = new TreeSet<>(Set.of(""));
        entries.forEach(entry -> entry.published().ifPresent(published -> labels.add(published.label())));
        for (Suite.Entry entry : entries) {
            String base = entry.published().map(Suite.Published::relativeTo).orElse("");
            if (!labels.contains(base)) {
                labels.remove("");
                throw new ConfigurationException(
                        entry.keySource(PUBLISHED) + ": relative-to: " + Names.unknown("label", base, labels));
            }
        }
    }

    /** The suites of a list of names, each that of a file beside this one. */
    private List<Suite> included(Node node) {
        List<Node> names = sequence(node, INCLUDE).getValue();
        if (names.isEmpty() || names.size() > MOST_INCLUDED) {
            throw problem(node, "include: has " + names.size() + " suites; allowed: 1 to " + MOST_INCLUDED);
        }
        Set<Path> others = new HashSet<>(including);
        others.add(file);
        List<Suite> suites = new ArrayList<>();
        for (Node name : names) {
            String text = scalar(name, INCLUDE);
            Path other = file.resolveSibling(text + ".yaml");
            if (!NAME.matcher(text).matches() || FileProblems.missing(other).isPresent()) {
                throw problem(
                        name,
                        "include: no suite '" + Names.printable(text)
                                + "' beside this one; allowed: names of suites in the same folder");
            }
            if (others.contains(other)) {
                throw problem(name, "include: a suite includes itself");
            }
            suites.add(new SuiteReader(other, others).read());
        }
        return suites;
    }

    private Suite.Entry entry(MappingNode node) {
        Map<String, NodeTuple> tuples = tuples(node);
        Map<String, Node> fields = new LinkedHashMap<>();
        tuples.forEach((key, tuple) -> fields.put(key, tuple.getValueNode()));
        if (!fields.containsKey(Keys.TASK)) {
            throw problem(node, "an entry needs 'task'");
        }
        Map<String, List<Suite.Value>> values = new LinkedHashMap<>();
        List<Long> seeds = List.of(1L);
        OptionalDouble solvedShare = OptionalDouble.empty();
        Optional<Suite.Published> published = Optional.empty();
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            switch (field.getKey()) {
                case Keys.TASK -> {}
                case SEEDS -> seeds = seeds(field.getValue());
                case EXPECT -> solvedShare = OptionalDouble.of(solvedShare(field.getValue()));
                case PUBLISHED -> published = Optional.of(published(field.getValue()));
                default -> values.put(field.getKey(), values(field.getKey(), field.getValue()));
            }
        }
        Map<String, String> keySources = new HashMap<>();
        tuples.forEach((key, tuple) -> keySources.put(key, source(tuple.getKeyNode())));
        return new Suite.Entry(
                source(node),
                scalar(fields.get(Keys.TASK), Keys.TASK),
                values,
                keySources,
                seeds,
                solvedShare,
                published);
    }

    private List<Suite.Value> values(String key, Node node) {
        if (!(node instanceof SequenceNode list)) {
            return List.of(new Suite.Value(source(node), scalar(node, key)));
        }
        if (list.getValue().isEmpty()) {
            throw problem(node, key + ": an empty list makes an empty grid; allowed: at least one value");
        }
        count(node, list.getValue().size());
        return list.getValue().stream()
                .map(item -> new Suite.Value(source(item), scalar(item, key)))
                .toList();
    }

    /** Counts what the aliases of a suite stand for. */
    private void count(Node node, int values) {
        valuesRead += values;
        if (valuesRead > MOST_VALUES) {
            throw problem(
                    node,
                    "the lists and mappings of the suite have more values than can be planned; allowed: up to "
                            + MOST_VALUES);
        }
    }

    private List<Long> seeds(Node node) {
        try {
            if (node instanceof SequenceNode list) {
                count(node, list.getValue().size());
                return Seeds.parseList(list.getValue().stream()
                        .map(item -> scalar(item, SEEDS))
                        .toList());
            }
            return Seeds.parse(scalar(node, SEEDS));
        } catch (ConfigurationException e) {
            throw e.getMessage().startsWith(file.toString()) ? e : problem(node, e.getMessage());
        }
    }

    private double solvedShare(Node node) {
        Map<String, Node> fields = fields(mapping(node, EXPECT), List.of(SOLVED));
        if (fields.isEmpty()) {
            throw problem(node, "expect: is empty; allowed: solved");
        }
        return number(fields.get(SOLVED), SOLVED, 1, "a share from 0 to 1");
    }

    /** A number from 0 to a largest one. */
    private double number(Node node, String key, double most, String allowed) {
        String text = scalar(node, key);
        OptionalDouble value = Numerals.decimal(text);
        if (value.isPresent() && value.getAsDouble() >= 0 && value.getAsDouble() <= most) {
            return value.getAsDouble();
        }
        throw problem(node, key + ": '" + Names.printable(text) + "' is not allowed; allowed: " + allowed);
    }

    private Suite.Published published(Node node) {
        List<String> known = new ArrayList<>(List.of(LABEL, RELATIVE_TO, SOLVED));
        known.addAll(publishable());
        Map<String, Node> fields = new LinkedHashMap<>(fields(mapping(node, PUBLISHED), known));
        if (!fields.containsKey(LABEL)) {
            throw problem(node, "published: needs 'label': what the results are called where they were published");
        }
        String label = scalar(fields.remove(LABEL), LABEL);
        Node relativeTo = fields.remove(RELATIVE_TO);
        Map<String, Double> values = new LinkedHashMap<>();
        fields.forEach((key, value) -> values.put(
                key.replace('-', '_'),
                key.equals(SOLVED)
                        ? number(value, key, 1, "a share from 0 to 1")
                        : number(value, key, Double.MAX_VALUE, "a number not below 0")));
        if (values.isEmpty()) {
            throw problem(
                    node, "published: has no result; allowed: " + SOLVED + ", " + String.join(", ", publishable()));
        }
        return new Suite.Published(label, values, relativeTo == null ? "" : scalar(relativeTo, RELATIVE_TO));
    }

    /** The metrics of what was learned and what that took, as suites write their names. */
    static List<String> publishable() {
        return Metrics.all().stream()
                .filter(metric -> metric.role() == Role.EFFORT || metric.role() == Role.LEARNING)
                .map(metric -> metric.name().replace('_', '-'))
                .toList();
    }

    private String text() {
        try {
            FileProblems.missing(file).ifPresent(why -> {
                throw new ConfigurationException(file + ": " + why + "; allowed: a suite file");
            });
            if (Files.size(file) > MOST_BYTES) {
                throw new ConfigurationException(file + ": larger than " + MOST_BYTES + " bytes; not a suite");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + ": not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read (" + FileProblems.why(e) + ")");
        }
    }

    private Node compose(String text) {
        try {
            return new Compose(LoadSettings.builder()
                            .setLabel(file.toString())
                            .setMaxAliasesForCollections(MOST_ALIASES)
                            .build())
                    .composeString(text)
                    .orElseThrow(() -> new ConfigurationException(file + ": is empty"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new ConfigurationException(file + ":" + line + ": not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigurationException(
                    file + ": not valid YAML: " + String.valueOf(e.getMessage()).replaceAll("[\\s\\p{Cntrl}]+", " "));
        }
    }

    /** The fields of a mapping that may have no others than these. */
    private Map<String, Node> fields(MappingNode node, List<String> known) {
        Map<String, Node> fields = new LinkedHashMap<>();
        tuples(node).forEach((key, tuple) -> {
            if (!known.contains(key)) {
                throw problem(tuple.getKeyNode(), Names.unknown("key", key, known));
            }
            fields.put(key, tuple.getValueNode());
        });
        return fields;
    }

    /** The fields of a mapping by key, its own and those that it merges; its own count. */
    private Map<String, NodeTuple> tuples(MappingNode node) {
        return tuples(node, Set.of());
    }

    /** @param merging the mappings that merge this one */
    private Map<String, NodeTuple> tuples(MappingNode node, Set<Node> merging) {
        Map<String, NodeTuple> known = tuplesOf.get(node);
        if (known == null) {
            known = readTuples(node, merging);
            tuplesOf.put(node, known);
            count(node, known.size());
        }
        return known;
    }

    private Map<String, NodeTuple> readTuples(MappingNode node, Set<Node> merging) {
        Map<String, NodeTuple> own = new LinkedHashMap<>();
        Map<String, NodeTuple> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            String key = scalar(tuple.getKeyNode(), "a key");
            if (own.put(key, tuple) != null) {
                throw problem(tuple.getKeyNode(), "key '" + Names.printable(key) + "' is there twice");
            }
            if (key.equals(MERGE)) {
                merged(node, tuple.getValueNode(), merging).forEach(merged::putIfAbsent);
            }
        }
        own.remove(MERGE);
        merged.keySet().removeAll(own.keySet());
        own.putAll(merged);
        return own;
    }

    /** What a merge key brings: the fields of a mapping, or of several of which the first counts. */
    private Map<String, NodeTuple> merged(MappingNode into, Node value, Set<Node> merging) {
        Set<Node> outer = Collections.newSetFromMap(new IdentityHashMap<>());
        outer.addAll(merging);
        outer.add(into);
        List<Node> sources = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        Map<String, NodeTuple> merged = new LinkedHashMap<>();
        for (Node source : sources) {
            if (outer.contains(source)) {
                throw problem(value, "a mapping merges itself");
            }
            tuples(mapping(source, "what is merged by '<<'"), outer).forEach(merged::putIfAbsent);
        }
        return merged;
    }

    private MappingNode mapping(Node node, String what) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw problem(node, what + " must be a mapping of keys to values");
    }

    private SequenceNode sequence(Node node, String what) {
        if (node instanceof SequenceNode list) {
            return list;
        }
        throw problem(node, what + " must be a list");
    }

    private String scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw problem(node, what + " must be a single value");
    }

    private ConfigurationException problem(Node node, String message) {
        return new ConfigurationException(source(node) + ": " + message);
    }

    private String source(Node node) {
        return file + ":" + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
