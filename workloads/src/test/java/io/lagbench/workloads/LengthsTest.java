package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key {@code test-length} of every task that has it. */
class LengthsTest {

    private static Task task(String name, String key, long training, long test) {
        return DrawnTasks.task(name, Map.of(key, training, "test-" + key, test));
    }

    private static TreeSet<Integer> lengths(Batch batch) {
        TreeSet<Integer> lengths = new TreeSet<>();
        IntStream.range(0, batch.size()).map(batch::length).forEach(lengths::add);
        return lengths;
    }

    @ParameterizedTest
    @CsvSource({
        "recall, length, 12, 40, 11, 11, 39, 39",
        "recall, length, 40, 12, 39, 39, 11, 11",
        "adding, length, 30, 50, 30, 30, 50, 50",
        "adding, length, 50, 30, 50, 50, 30, 30",
        "copy, length, 3, 7, 23, 23, 27, 27",
        "copy, length, 7, 3, 27, 27, 23, 23",
        "hs97-3a, length, 20, 60, 20, 22, 60, 66",
        "hs97-3b, length, 60, 20, 60, 66, 20, 22",
        "hs97-3c, length, 20, 60, 20, 22, 60, 66",
        "hs97-4, length, 30, 60, 30, 33, 60, 66",
        "hs97-5, length, 60, 30, 60, 66, 30, 33",
    })
    void trainingAndEvaluationHaveTheirOwn(
            String name, String key, long training, long test, int from, int to, int testFrom, int testTo) {
        Task task = task(name, key, training, test);
        Batch trained = DrawnTasks.training(task, 1000);
        Batch evaluated = DrawnTasks.evaluation(task);
        assertThat(task.variableLengths()).isTrue();
        assertThat(task.shape().timeSteps()).isEqualTo(Math.max(to, testTo));
        assertThat(lengths(trained).first()).isEqualTo(from);
        assertThat(lengths(trained).last()).isEqualTo(to);
        assertThat(lengths(evaluated).first()).isEqualTo(testFrom);
        assertThat(lengths(evaluated).last()).isEqualTo(testTo);
        for (Batch batch : new Batch[] {trained, evaluated}) {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                assertThat(batch.needsMemory(sequence, batch.length(sequence) - 1))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 90", "90, 5"})
    void distractorsToo(long training, long test) {
        Task task = task("hs97-2c", "q", training, test);
        assertThat(lengths(DrawnTasks.training(task, 1000)).first()).isEqualTo((int) training + 3);
        assertThat(lengths(DrawnTasks.evaluation(task)).first()).isEqualTo((int) test + 3);
        assertThat(task.shape()).isEqualTo(new Shape(90 + 263 + 3, (int) test + 1, 54, 2));
    }

    /** What is trained on is what it is without the key, and what is evaluated what it is in a task of that length. */
    @ParameterizedTest
    @CsvSource({
        "recall, length, 12, 40",
        "adding, length, 30, 50",
        "copy, length, 7, 3",
        "hs97-2c, q, 5, 9",
        "hs97-3a, length, 20, 60",
        "hs97-4, length, 30, 60",
        "hs97-5, length, 60, 30"
    })
    void sequencesAreThoseOfTheTasksOfTheseLengths(String name, String key, long training, long test) {
        Task both = task(name, key, training, test);
        Task one = DrawnTasks.task(name, Map.of(key, training));
        Task other = DrawnTasks.task(name, Map.of(key, test));
        assertEqual(DrawnTasks.training(both, 50), DrawnTasks.training(one, 50));
        assertEqual(DrawnTasks.evaluation(both), DrawnTasks.evaluation(other));
        assertThat(both.floors()).isEqualTo(other.floors());
        assertThat(both.shape().lag()).isEqualTo(other.shape().lag());
        assertThat(both.streams().evaluationSequences())
                .isEqualTo(other.streams().evaluationSequences());
    }

    private static void assertEqual(Batch batch, Batch expected) {
        for (int sequence = 0; sequence < expected.size(); sequence++) {
            assertThat(batch.length(sequence)).isEqualTo(expected.length(sequence));
            for (int step = 0; step < expected.length(sequence); step++) {
                assertThat(batch.carriesLoss(sequence, step)).isEqualTo(expected.carriesLoss(sequence, step));
                assertThat(batch.needsMemory(sequence, step)).isEqualTo(expected.needsMemory(sequence, step));
                assertEqual(batch.inputs(), expected.inputs(), sequence, step);
                assertEqual(batch.targets(), expected.targets(), sequence, step);
            }
        }
    }

    private static void assertEqual(Sequences values, Sequences expected, int sequence, int step) {
        for (int feature = 0; feature < expected.width(); feature++) {
            assertThat(values.value(sequence, feature, step)).isEqualTo(expected.value(sequence, feature, step));
        }
    }

    @Test
    void floorsAreThoseOfTheTestLength() {
        Task task = task("adding", "length", 30, 4);
        assertThat(task.floors().memoryless().loss()).isEqualTo(0.5 / 6 + 0.5 / 12);
        Score score = DrawnTasks.score(
                task,
                20_000,
                (batch, sequence, output, step) -> batch.inputs().value(sequence, 1, step) == 1
                        ? batch.inputs().value(sequence, 0, step) + 0.5
                        : 1);
        DrawnTasks.assertLoss(score.loss(), task.floors().memoryless().loss(), 0.25, 20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recall", "adding", "copy", "hs97-2c", "hs97-3a", "hs97-4", "hs97-5"})
    void settingsTellIt(String name) {
        String key = name.equals("hs97-2c") ? "q" : "length";
        Settings with = task(name, key, 40, 50).settings();
        assertThat(with.integer(key)).isEqualTo(40);
        assertThat(with.integer("test-" + key)).isEqualTo(50);
        Task without = DrawnTasks.task(name, Map.of(key, 40L));
        assertThat(without.settings().has("test-" + key)).isFalse();
        Map<String, Object> values = new HashMap<>(with.values());
        values.remove("test-" + key);
        assertThat(without.settings().values()).isEqualTo(values);
    }

    @Test
    void theSameLengthVariesNothing() {
        Task same = task("recall", "length", 40, 40);
        assertThat(same.variableLengths()).isFalse();
        assertThat(same.shape()).isEqualTo(new Shape(39, 38, 8, 2));
    }

    @Test
    void fewSequencesToTrainOnComeInTurnWithoutEpochs() {
        Task task = task("recall", "length", 3, 100); // 2 * 6 sequences to train on
        assertThat(task.streams().exhaustive()).isFalse();
        assertThat(task.streams().evaluationSequences()).isEqualTo(1000);
        Batch batch = DrawnTasks.training(task, 24);
        Set<String> different = new HashSet<>();
        IntStream.range(0, 24).forEach(sequence -> different.add(DrawnTasks.text(batch, sequence, "abcdefxy")));
        assertThat(different).hasSize(12);
        Task other = task("recall", "length", 100, 3);
        assertThat(other.streams().exhaustive()).isFalse();
        assertThat(other.streams().evaluationSequences()).isEqualTo(12);
    }

    @Test
    void recallIsPerturbedAtTheLengthOfTheEvaluation() {
        Task task = task("recall", "length", 40, 6);
        Batch before = DrawnTasks.evaluation(task);
        Batch after = DrawnTasks.evaluation(task);
        task.perturb(after, Perturbation.FLIP);
        String was = DrawnTasks.text(before, 0, "abcdefxy");
        assertThat(was).matches("[xy][a-f]{4} \\.{4}[ab] \\.{4}l \\.{4}m");
        boolean x = was.charAt(0) == 'x';
        assertThat(DrawnTasks.text(after, 0, "abcdefxy"))
                .isEqualTo((x ? "y" : "x") + was.substring(1, 10) + (x ? "b" : "a") + was.substring(11));
    }

    @ParameterizedTest
    @CsvSource({
        "recall, test-length, 2, 3, 1000000",
        "adding, test-length, 1, 2, 1000000",
        "copy, test-length, 0, 1, 1000000",
        "hs97-3a, test-length, 1, 2, 1000000",
        "hs97-3b, test-length, 1, 2, 1000000",
        "hs97-3c, test-length, 1, 2, 1000000",
        "hs97-4, test-length, 21, 22, 1000000",
        "hs97-5, test-length, 21, 22, 1000000",
        "hs97-3a, length, 1000001, 2, 1000000",
        "hs97-3a, cue-length, 0, 1, 999999",
        "hs97-4, length, 21, 22, 1000000",
        "hs97-5, most-wrong, 0, 1, 2000",
        "hs97-5, most-wrong, 2001, 1, 2000"
    })
    void outOfRangeIsRefusedInOneLine(String name, String key, String value, int least, int most) {
        Setting setting = Tasks.find(name).orElseThrow().settings().stream()
                .filter(known -> known.key().equals(key))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> setting.parse(value))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage(key + ": '" + value + "' is not allowed; allowed: a whole number from " + least + " to "
                        + most);
    }

    @Test
    void aTestLengthThatDoesNotGoWithTheOtherKeysIsRefused() {
        assertThatThrownBy(() -> DrawnTasks.task("hs97-3a", Map.of("cue-length", 5L, "test-length", 5L)))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage("test-length: 5 is too small for cue-length=5; allowed: at least 6");
        assertThatThrownBy(() -> DrawnTasks.task("recall", Map.of("interior", "shared", "test-length", 50L)))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage("test-length: has no meaning with interior=shared; allowed: with interior=random");
    }
}
