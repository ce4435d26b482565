package io.lagbench.harness.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Engines;
import io.lagbench.harness.fake.Trials;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    @TempDir
    private Path folder;

    private Plan plan(String yaml, String... assignments) throws IOException {
        Path file = Files.writeString(folder.resolve("suite.yaml"), yaml);
        Planner planner = new Planner(() -> List.of("stock"));
        for (String assignment : assignments) {
            planner.set(assignment);
        }
        return planner.plan(new SuiteLibrary(folder).find(file.toString()), Backend.CPU);
    }

    private List<String> lstms(String... assignments) {
        Planner planner = new Planner(() -> List.of("onednn", "stock"));
        Arrays.stream(assignments).forEach(planner::set);
        return planner.plan(new SuiteLibrary(folder).find("original"), Backend.CPU).trials().stream()
                .map(trial -> trial.gate() + " " + trial.lstm())
                .toList();
    }

    @Test
    void defaultEngineIsFastestThatSupportsTheGate() {
        assertThat(lstms()).containsExactly("sigmoid onednn");
        assertThat(lstms("gate=hard-sigmoid")).containsExactly("hard-sigmoid stock");
        assertThat(lstms("lstm=all", "gate=sigmoid,hard-sigmoid"))
                .containsExactly("sigmoid onednn", "sigmoid stock", "hard-sigmoid stock");
    }

    @Test
    void namedEngineIsNotReplaced() {
        assertThat(lstms("lstm=onednn", "gate=hard-sigmoid")).containsExactly("hard-sigmoid onednn");
        Planner planner = new Planner(() -> {
            throw new AssertionError("the host is not asked");
        });
        planner.set("lstm=stock");
        assertThat(planner.plan(new SuiteLibrary(folder).find("original"), Backend.CPU)
                        .trials())
                .hasSize(1);
    }

    @Test
    void controlsRunOnDl4jsOwnLayers() {
        for (String model : List.of("simple-rnn", "feed-forward", "window-7")) {
            assertThat(lstms("model=" + model)).containsExactly("sigmoid stock");
            assertThat(lstms("model=" + model, "lstm=all")).containsExactly("sigmoid stock");
        }
        assertThat(lstms("model=lstm,window-7")).containsExactly("sigmoid onednn", "sigmoid stock");
    }

    @Test
    void otherEnginesDoNotRunControls() {
        assertThatThrownBy(() -> lstms("model=simple-rnn", "lstm=onednn"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("lstm: onednn is not for model simple-rnn; allowed: lstm1997, stock");
        assertThatThrownBy(() -> lstms("model=simple-rnn", "regime=stateful-1"))
                .hasMessageEndingWith("regime: stateful-1 is not for model simple-rnn; allowed: full");
    }

    @Test
    void publishedResultsBelongToTheTrialsOfTheirEntry() throws IOException {
        Plan plan = plan("""
                entries:
                  - {task: original, seeds: 2}
                  - task: recall
                    seeds: 3
                    published: {label: table 3, solved: 0.5, sequences-to-solve: 30000, relative-to: table 2}
                  - {task: copy, published: {label: table 2, solved: 1}}
                """);
        assertThat(plan.published()).hasSize(2);
        Plan.Published published = plan.published().get(0);
        assertThat(published.results())
                .isEqualTo(new Suite.Published(
                        "table 3", Map.of("solved", 0.5, "sequences_to_solve", 30_000.0), "table 2"));
        assertThat(published.trials())
                .containsExactlyInAnyOrderElementsOf(plan.trials().stream()
                        .filter(trial -> trial.task().equals("recall"))
                        .map(TrialSpec::id)
                        .toList());
    }

    @Test
    void includedSuitesComeFirst() throws IOException {
        Files.writeString(folder.resolve("first.yaml"), "entries: [{task: original, seeds: 2}]");
        Files.writeString(folder.resolve("second.yaml"), "include: [first]\nentries: [{task: recall}]");
        assertThat(plan("include: [second]\nentries: [{task: copy}]").trials())
                .extracting(trial -> trial.task() + " " + trial.seed())
                .containsExactly("original 1", "recall 1", "copy 1", "original 2");
        assertThat(plan("include: [first]").trials()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    include: [nothing]                                              | :1: include: no suite 'nothing' beside this one; allowed: names of suites in the same folder
                    include: [../suite]                                             | :1: include: no suite '../suite' beside this one; allowed: names of suites in the same folder
                    include: [suite]                                                | :1: include: a suite includes itself
                    include: []                                                     | :1: include: has 0 suites; allowed: 1 to 100
                    summary: nothing                                                | :1: a suite needs 'entries': a list of workloads; or 'include': a list of suites
                    entries: [{task: original, published: {solved: 1}}]             | :1: published: needs 'label': what the results are called where they were published
                    entries: [{task: original, published: {label: a}}]              | :1: published: has no result; allowed: solved, updates-to-solve, sequences-to-solve,
                    entries: [{task: original, published: {label: a, solved: 2}}]   | :1: solved: '2' is not allowed; allowed: a share from 0 to 1
                    entries: [{task: original, published: {label: a, solved: 1, relative-to: b}}] | :1: relative-to: unknown label 'b'
                    entries: [{task: original, published: {label: a, speed: 2}}]    | :1: unknown key 'speed'
                    """)
    void badIncludesAndPublishedResultsAreOneLine(String yaml, String message) {
        assertThatThrownBy(() -> plan(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("suite.yaml" + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void engineKeyAppliesToItsEngineOnly() {
        List<TrialSpec> trials = Trials.plan("original", "lstm=stock,fake-tunable", "fake-effort=5,7")
                .trials();
        assertThat(trials)
                .extracting(
                        trial -> trial.lstm() + " " + trial.settings().values().get("fake-effort"))
                .containsExactly("stock null", "fake-tunable 5", "fake-tunable 7");
        TrialSpec tuned = trials.get(1);
        assertThat(tuned.network(tuned.createTask()).where().own().values()).isEqualTo(Map.of("fake-effort", 5L));
        assertThat(Trials.trial("original", "lstm=fake-tunable").settings().integer("fake-effort"))
                .as("its default")
                .isEqualTo(3);
        assertThat(Trials.trial("original").settings().has("fake-effort")).isFalse();
    }

    @Test
    void aSuiteMaySetAKeyOfAnEngine() throws IOException {
        Plan plan = plan("entries: [{task: original, lstm: fake-tunable, fake-effort: [2, 4]}]");
        assertThat(plan.trials())
                .extracting(trial -> trial.settings().integer("fake-effort"))
                .containsExactly(2, 4);
    }

    @Test
    void aKeyOfAnEngineThatDoesNotRunIsRefused() {
        assertThatThrownBy(() -> plan("entries: [{task: original, lstm: stock, fake-effort: 2}]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("suite.yaml:1: fake-effort: not for lstm stock; allowed: lstm fake-tunable");
        assertThatThrownBy(() -> Trials.plan("original", "lstm=stock", "fake-effort=2"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--set: fake-effort: not for lstm stock; allowed: lstm fake-tunable");
        assertThatThrownBy(() -> Trials.plan("original", "lstm=fake-tunable", "fake-effort=12"))
                .hasMessage("--set: fake-effort: '12' is not allowed; allowed: a whole number from 1 to 9");
    }

    @Test
    void aTaskIsASuiteWithItsDefaults() {
        TrialSpec trial = Trials.trial("original");
        assertThat(trial.hidden()).isEqualTo(20);
        assertThat(trial.batch()).isEqualTo(1);
        assertThat(trial.learningRate()).isEqualTo(0.001);
        assertThat(trial.optimizer()).isEqualTo("adam");
        assertThat(trial.regime().name()).isEqualTo("full");
        assertThat(trial.seed()).isEqualTo(1);
        assertThat(trial.threads()).isEmpty();
        assertThat(trial.budget()).isEqualTo(500);
        assertThat(trial.evaluateEvery()).isEqualTo(20);
    }

    @Test
    void listsMakeAGridInterleavedBySeed() throws IOException {
        Plan plan = plan("""
                entries:
                  - task: recall
                    batch: [1, 8]
                    seeds: 2
                  - task: original
                    seeds: [2, 9]
                """, "hidden=4,5");
        assertThat(plan.trials())
                .extracting(t -> t.task() + " " + t.batch() + " " + t.hidden() + " " + t.seed())
                .containsExactly(
                        "recall 1 4 1",
                        "recall 8 4 1",
                        "recall 1 5 1",
                        "recall 8 5 1",
                        "recall 1 4 2",
                        "recall 8 4 2",
                        "recall 1 5 2",
                        "recall 8 5 2",
                        "original 1 4 2",
                        "original 1 5 2",
                        "original 1 4 9",
                        "original 1 5 9");
    }

    @Test
    void aKeyReachesOnlyTheWorkloadsThatKnowIt() throws IOException {
        Plan plan = plan("entries: [{task: recall}, {task: original}]", "length=50");
        assertThat(plan.trials().get(0).createTask().settings().integer("length"))
                .isEqualTo(50);
        assertThat(plan.trials().get(1).createTask().settings().integer("length"))
                .isEqualTo(5);
    }

    @Test
    void settingOneUnitOfTheBudgetReplacesTheOther() throws IOException {
        String yaml = "entries: [{task: original, epochs: 650, evaluate-every: 10}]";
        TrialSpec updates = plan(yaml, "updates=100").trials().get(0);
        assertThat(updates.countsEpochs()).isFalse();
        assertThat(updates.budget()).isEqualTo(100);
        assertThat(updates.evaluateEvery()).isEqualTo(4);
        TrialSpec epochs = plan(yaml, "epochs=30").trials().get(0);
        assertThat(epochs.budget()).isEqualTo(30);
        assertThat(epochs.evaluateEvery()).isEqualTo(10);
    }

    @Test
    void theTaskCanBeSetToo() throws IOException {
        Plan plan = plan("entries: [{task: original}]", "task=recall,original");
        assertThat(plan.trials()).extracting(TrialSpec::task).containsExactly("recall", "original");
    }

    @Test
    void idsDependOnContentOnly() {
        TrialSpec trial = Trials.trial("original", "hidden=7");
        assertThat(TrialSpec.fromJson(trial.toJson())).isEqualTo(trial);
        assertThat(TrialSpec.fromJson(trial.toJson()).id()).isEqualTo(trial.id());
        assertThat(Trials.trial("original", "hidden=8").id()).isNotEqualTo(trial.id());
    }

    @Test
    void gatesNameTheirTrials() throws IOException {
        Plan plan = plan("entries: [{task: original, seeds: 3, expect: {solved: 0.5}}, {task: recall}]");
        assertThat(plan.gates()).hasSize(1);
        assertThat(plan.gates().get(0).trials()).hasSize(3);
        assertThat(plan.gates().get(0).solvedShare()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    entries: [{task: orignal}]                          | :1: unknown task 'orignal'; did you mean original?
                    entries: [{task: original, hiden: 4}]               | :1: unknown key 'hiden'; did you mean hidden?
                    entries: [{task: original, length: 9}]              | :1: unknown key 'length'
                    entries: [{task: original, hidden: wide}]           | :1: hidden: 'wide' is not allowed; allowed: a whole number from 1 to 65536
                    entries: [{task: original, hidden: 0}]              | :1: hidden: '0' is not allowed
                    entries: [{task: original, hidden: [4, 4]}]         | :1: hidden: 4 is there twice
                    entries: [{task: original, hidden: []}]             | :1: hidden: an empty list makes an empty grid
                    entries: [{task: original, hidden: {a: 1}}]         | :1: hidden must be a single value
                    entries: [{task: original, seeds: 0}]               | :1: seeds: '0' is not allowed
                    entries: [{task: original, seeds: [1, 1]}]          | :1: seeds: 1 is there twice
                    entries: [{task: original, seeds: []}]              | :1: seeds: none
                    entries: [{task: original, regime: half}]           | :1: regime: 'half' is not allowed; allowed: full, stateful-1, or tbptt-K
                    entries: [{task: original, epochs: 1, updates: 1}]  | :1: epochs and updates exclude each other
                    entries: [{task: original, batch: 3, epochs: 1}]    | :1: batch: 3 does not divide the 2 sequences of an epoch
                    entries: [{task: recall, epochs: 1}]                | :1: epochs: task recall has no epochs with these settings
                    entries: [{task: original, optimizer: sgd, epsilon: 1}] | :1: epsilon: is not for optimizer sgd
                    entries: [{task: original, measure: [latency, learning]}] | :1: measure: is no axis; allowed: one value
                    entries: [{task: original, measure: latency, until: solved}] | :1: measure: latency is never solved; allowed: until: updates, not solved
                    entries: [{task: original, measure: latency, expect: {solved: 1}}] | :1: measure: latency is never solved; allowed: an entry without expect and published
                    entries: [{task: recall, alphabet: 3, classes: 3}]  | :1: alphabet: 3 is too small
                    entries: [{task: original, expect: {solved: 2}}]    | :1: solved: '2' is not allowed; allowed: a share from 0 to 1
                    entries: [{task: original, expect: {speed: 2}}]     | :1: unknown key 'speed'
                    entries: [{hidden: 3}]                              | :1: an entry needs 'task'
                    entries: [{task: original, task: recall}]           | :1: key 'task' is there twice
                    entries: []                                         | :1: 'entries' is empty
                    entries: 5                                          | :1: entries must be a list
                    entrys: []                                          | :1: unknown key 'entrys'; did you mean entries?
                    summary: nothing                                    | :1: a suite needs 'entries'
                    entries: [{task: original                           | :1: not valid YAML
                    'just text'                                         | :1: a suite must be a mapping
                    """)
    void complaintsSayWhereWhatAndWhatIsAllowed(String yaml, String message) {
        assertThatThrownBy(() -> plan(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("suite.yaml" + message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void linesAreCounted() {
        assertThatThrownBy(() -> plan("summary: x\nentries:\n  - task: original\n    hidden: 4\n    gait: sigmoid\n"))
                .hasMessageContaining("suite.yaml:5: unknown key 'gait'; did you mean gate");
        assertThatThrownBy(() -> plan("entries:\n  - task: original\n    hiden:\n      - 4\n"))
                .as("the line of the key, not of its value")
                .hasMessageContaining("suite.yaml:3: unknown key 'hiden'");
        assertThatThrownBy(() -> plan("entrys:\n  - task: original\n")).hasMessageContaining("suite.yaml:1: ");
    }

    @Test
    void emptyBinaryAndUnreadableFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> plan("")).hasMessageContaining("suite.yaml: is empty");
        byte[] binary = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 1, 2};
        Path file = Files.write(folder.resolve("binary.yaml"), binary);
        assertThatThrownBy(() -> new SuiteLibrary(folder).find(file.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("binary.yaml: not UTF-8 text");
        Path control = Files.writeString(folder.resolve("control.yaml"), "entries: \u0001\u0000");
        assertThatThrownBy(() -> new SuiteLibrary(folder).find(control.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("control.yaml")
                .hasMessageContaining("not valid YAML");
        Path directory = Files.createDirectory(folder.resolve("directory.yaml"));
        assertThatThrownBy(() -> new SuiteLibrary(folder).find(directory.toString()))
                .hasMessageContaining("directory.yaml: is a folder; allowed: a suite file");
        String nested = "entries: " + "[".repeat(100_000);
        assertThatThrownBy(() -> plan(nested)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void everyTruncationOfASuiteIsASuiteOrOneLine() throws IOException {
        String yaml =
                "summary: half-written\nentries:\n  - task: recall\n    batch: [1, 32]\n    expect: {solved: 1}\n";
        int refused = 0;
        for (int cut = 0; cut < yaml.length(); cut++) {
            try {
                plan(yaml.substring(0, cut));
            } catch (ConfigurationException e) {
                refused++;
                assertThat(e.getMessage()).contains("suite.yaml").doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hiden=4        | --set: unknown key 'hiden'; did you mean hidden?
                    interior=linear | task recall has it
                    length=4       | tasks adding, copy, hs97-3a,
                    hidden=        | --set hidden=: no value makes an empty grid
                    hidden         | --set hidden: no value makes an empty grid
                    hidden=4,,5    | --set hidden=4,,5: an empty value
                    hidden=4.5     | --set: hidden: '4.5' is not allowed
                    task=orignal   | --set: unknown task 'orignal'; did you mean original?
                    """)
    void complaintsAboutTheCommandLine(String assignment, String message) {
        assertThatThrownBy(() -> Trials.plan("original", assignment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void oversizedGridIsRefusedBeforeExpansion() {
        String numbers = String.join(
                ",",
                java.util.stream.IntStream.rangeClosed(1, 1001)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThatThrownBy(() -> Trials.plan("original", "hidden=" + numbers, "batch=" + numbers))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("the grid has 1002001 trials; allowed: at most 50000");
    }

    @Test
    void seedsAreACountOrAList() {
        assertThat(Seeds.parse("3")).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(Seeds.parse("7,3")).isEqualTo(List.of(7L, 3L));
        assertThat(Seeds.parse("7,")).isEqualTo(List.of(7L));
        assertThatThrownBy(() -> Seeds.parse("many")).hasMessageContaining("seeds: 'many' is not allowed");
        assertThatThrownBy(() -> Seeds.parse(",")).hasMessageContaining("seeds: none");
    }

    @Test
    void theSmokeSuiteHasEveryTask() {
        Path suites = Path.of(System.getProperty("lagbench.root"), "workloads", "suites");
        assertThat(new SuiteLibrary(suites).find("smoke").entries())
                .extracting(Suite.Entry::task)
                .containsAll(Tasks.all().stream()
                        .filter(task -> task.getClass().getPackageName().equals("io.lagbench.workloads"))
                        .map(TaskProvider::name)
                        .toList());
    }

    @Test
    void shippedSuitesAreValid() {
        SuiteLibrary library = new SuiteLibrary(Path.of(System.getProperty("lagbench.root"), "workloads", "suites"));
        assertThat(library.names()).contains("original", "smoke", "verify");
        for (String name : library.names()) {
            Suite suite = library.find(name);
            assertThat(suite.summary()).as(name).isNotBlank();
            Planner planner = new Planner(() -> List.of("stock"));
            if (name.endsWith("peers") && !isBuilt("pytorch")) {
                assertThatThrownBy(() -> planner.plan(suite, Backend.CPU))
                        .isInstanceOf(BackendUnusableException.class)
                        .hasMessageContaining("mvn -Ppytorch");
            } else {
                assertThat(planner.plan(suite, Backend.CPU).trials()).as(name).isNotEmpty();
            }
        }
    }

    private static boolean isBuilt(String engine) {
        return Engines.all().stream().anyMatch(each -> each.name().equals(engine));
    }

    @Test
    void mergeKeysBringTheFieldsOfAnotherEntry() throws IOException {
        List<TrialSpec> trials = plan("""
                        entries:
                          - &base {task: recall, length: 20, hidden: 5, seeds: 2}
                          - {<<: *base, hidden: 7}
                          - {hidden: 9, <<: [{length: 30}, *base]}
                        """).trials();
        assertThat(trials.stream()
                        .filter(trial -> trial.seed() == 2)
                        .map(trial -> trial.settings().integer("length") + " " + trial.hidden()))
                .containsExactly("20 5", "20 7", "30 9");
        assertThatThrownBy(() -> plan("entries:\n  - &a {task: recall, <<: *a}\n"))
                .hasMessageEndingWith("suite.yaml:2: a mapping merges itself");
        assertThatThrownBy(() -> plan("entries:\n  - task: recall\n    <<: 3\n"))
                .hasMessageEndingWith("suite.yaml:3: what is merged by '<<' must be a mapping of keys to values");
        assertThatThrownBy(() -> plan("entries:\n  - &a {task: recall, hiden: 4}\n"))
                .hasMessageContaining("suite.yaml:2: unknown key 'hiden'");
    }

    @Test
    @Tag("slow")
    void aSuiteMayHaveThousandsOfAliases() throws IOException {
        StringBuilder yaml = new StringBuilder("entries:\n  - &a {task: recall}\n");
        for (int i = 0; i < 2000; i++) {
            yaml.append("  - {<<: *a, hidden: ").append(i + 1).append("}\n");
        }
        assertThat(plan(yaml.toString()).trials()).hasSize(2000); // hidden 20 is the default
        yaml.append("  - *a\n".repeat(10_000));
        assertThatThrownBy(() -> plan(yaml.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(
                        "not valid YAML: Number of aliases for non-scalar nodes exceeds the specified max=10000");
    }

    @Test
    void aliasesOfLongListsAreRefusedNotExpanded() {
        String list = IntStream.rangeClosed(1, 3000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String yaml = "entries:\n  - {task: recall, hidden: &a [" + list + "]}\n"
                + "  - {task: recall, hidden: *a}\n".repeat(1000);
        String tooMany =
                "the lists and mappings of the suite have more values than can be planned; allowed: up to 1000000";
        assertThatThrownBy(() -> plan(yaml)).hasMessageEndingWith(tooMany);
        assertThatThrownBy(() -> plan(yaml.replace("hidden:", "seeds:"))).hasMessageEndingWith(tooMany);
    }

    @Test
    @Tag("slow")
    void mergesOfMergesAreReadOnceEach() throws IOException {
        StringBuilder doubled = new StringBuilder("entries:\n  - &m0 {task: recall}\n");
        for (int i = 1; i <= 40; i++) {
            doubled.append("  - &m%d {<<: [*m%d, *m%d], hidden: %d}\n".formatted(i, i - 1, i - 1, i));
        }
        assertThat(plan(doubled.toString()).trials()).hasSize(40); // hidden 20 is the default
        StringBuilder chain = new StringBuilder("entries:\n  - &c0 {task: recall}\n");
        for (int i = 1; i <= 9000; i++) {
            chain.append("  - &c%d {<<: *c%d, hidden: %d}\n".formatted(i, i - 1, i));
        }
        assertThat(plan(chain.toString()).trials()).hasSize(9000);
    }

    @Test
    void suiteFilesHaveAnyName() throws IOException {
        String yaml = "entries: [{task: recall, hidden: 3}]";
        SuiteLibrary library = new SuiteLibrary(folder.resolve("none"));
        for (String name : List.of("base.YAML", "base.Yml", "base", "base.txt")) {
            Path file = Files.writeString(folder.resolve(name), yaml);
            Suite suite = library.find(file.toString());
            assertThat(suite.name()).isEqualTo(name.endsWith("txt") ? name : "base");
            assertThat(suite.entries()).hasSize(1);
        }
        assertThatThrownBy(() -> library.find(folder.resolve("gone").toString()))
                .hasMessage(folder.resolve("gone") + ": no such file; allowed: a suite file");
    }

    @Test
    void aCommaBehindABackslashIsPartOfAValue() throws IOException {
        Path words = Files.writeString(folder.resolve("a,b.txt"), "one two three four five six seven eight");
        String escaped = words.toString().replace(",", "\\,");
        List<TrialSpec> trials = plan(
                        "entries: [{task: recall, alphabet: 8}]", "symbols=strings,words:" + escaped, "hidden=1,2")
                .trials();
        assertThat(trials).hasSize(4);
        assertThat(trials.stream()
                        .map(trial -> trial.settings().text("symbols"))
                        .distinct())
                .containsExactly("strings", "words:" + words);
    }

    @Test
    void unknownSuitesNameTheNearest() {
        SuiteLibrary library = new SuiteLibrary(Path.of(System.getProperty("lagbench.root"), "workloads", "suites"));
        assertThatThrownBy(() -> library.find("verfy"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("unknown suite or task 'verfy'; did you mean verify?");
    }

    @Test
    void aSearchForTheLongestLengthDoublesItAsLongAsTheTaskAllows() {
        Plan plan = new Planner(() -> List.of("stock"))
                .set("until=longest")
                .set("interior=linear")
                .set("alphabet=50")
                .set("length=12")
                .plan(suite("recall"), Backend.CPU);
        assertThat(plan.trials().stream().map(trial -> trial.settings().integer("length")))
                .as("an alphabet of 50 has no symbols for 96 steps")
                .containsExactly(12, 24, 48);
        LengthLadder ladder = new LengthLadder(plan);
        assertThat(ladder.waits(plan.trials().get(0))).isFalse();
        assertThat(ladder.next(plan.trials().get(0))).contains(plan.trials().get(1));
        assertThat(ladder.next(plan.trials().get(2))).isEmpty();
        assertThatThrownBy(() ->
                        new Planner(() -> List.of("stock")).set("until=longest").plan(suite("original"), Backend.CPU))
                .hasMessageContaining("until: longest needs a task with a length, which original is not");
    }

    private static Suite suite(String task) {
        return new SuiteLibrary(java.nio.file.Path.of("no-such-folder")).find(task);
    }
}
