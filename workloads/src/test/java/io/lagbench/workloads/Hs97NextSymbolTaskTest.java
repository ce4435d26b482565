package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hs97NextSymbolTaskTest {
    private static final int SEQUENCES = 10_000;

    private static Task task(String name, long p) {
        return DrawnTasks.task(name, Map.of("p", p));
    }

    private static Task atTheEnd(long p) {
        return DrawnTasks.task("hs97-2b", Map.of("p", p, "error-signals", "end"));
    }

    @Test
    void thereAreTwoSequencesInOrder() {
        Task task = task("hs97-2a", 4);
        assertThat(task.shape()).isEqualTo(new Shape(4, 3, 5, 5));
        Batch batch = DrawnTasks.evaluation(task);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(DrawnTasks.text(batch, 0, "abcxy")).isEqualTo("xabc abcx llll ...m");
        assertThat(DrawnTasks.text(batch, 1, "abcxy")).isEqualTo("yabc abcy llll ...m");
        Batch drawn = DrawnTasks.training(task, SEQUENCES);
        long second = IntStream.range(0, SEQUENCES)
                .filter(sequence -> DrawnTasks.text(drawn, sequence, "abcxy").startsWith("yabc abcy llll ...m"))
                .count();
        DrawnTasks.assertShare((double) second / SEQUENCES, 0.5, SEQUENCES);
    }

    @Test
    void symbolsBetweenAreDrawnForEachSequence() {
        Task task = task("hs97-2b", 4);
        assertThat(task.streams().evaluationSequences()).isEqualTo(SEQUENCES);
        assertThat(task.lossAtEndOnly()).isFalse();
        Batch batch = DrawnTasks.training(task, SEQUENCES);
        int[] counts = new int[2 * 27];
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            String text = DrawnTasks.text(batch, sequence, "abcxy");
            assertThat(text).matches("([xy])([abc]{3}) \\2\\1 llll ...m");
            int number = text.charAt(0) - 'x';
            for (int step = 1; step < 4; step++) {
                number = 3 * number + text.charAt(step) - 'a';
            }
            counts[number]++;
        }
        double expected = SEQUENCES / 54.0;
        assertThat(IntStream.of(counts)).allMatch(count -> Math.abs(count - expected) < 5 * Math.sqrt(expected));
    }

    @Test
    void trainedAtTheEndAloneThereIsOneAnswer() {
        assertThat(DrawnTasks.text(DrawnTasks.training(atTheEnd(3), 1), 0, "abxy"))
                .matches("([xy])[ab]{2} ..\\1 ..l ..m");
        assertThat(atTheEnd(3).lossAtEndOnly()).isTrue();
    }

    /** The mean target of a step in evaluations, by what is known of it. */
    private static double mean(Task task, boolean knowsStep, int output, int step) {
        int p = task.shape().timeSteps();
        boolean classOutput = output >= p - 1;
        double last = classOutput ? 0.5 : 0;
        if (task.lossAtEndOnly()) {
            return last;
        }
        boolean drawn = task.name().equals("hs97-2b");
        if (knowsStep) {
            double other = drawn ? 1.0 / (p - 1) : step == output ? 1 : 0;
            return step == p - 1 ? last : classOutput ? 0 : other;
        }
        return classOutput ? 0.5 / p : 1.0 / p;
    }

    @ParameterizedTest
    @CsvSource({"2, true", "5, true", "20, true", "2, false", "5, false", "20, false"})
    void predictorsWithoutMemoryLandOnTheFloorsOfTwoSequencesExactly(long p, boolean knowsStep) {
        Task task = task("hs97-2a", p);
        Floor floor = knowsStep ? task.floors().memoryless() : task.floors().constant();
        Score means = DrawnTasks.score(task, 2, (batch, sequence, output, step) -> mean(task, knowsStep, output, step));
        assertThat(means.loss()).isCloseTo(floor.loss(), within(1e-8));
        Score one = DrawnTasks.score(task, 2, (batch, sequence, output, step) -> {
            boolean first = knowsStep && step < p - 1 ? output == step : output == p - 1;
            return first ? 1 : 0;
        });
        assertThat(one.accuracy()).isEqualTo(floor.accuracy());
        assertThat(one.recallAccuracy()).isEqualTo(floor.recallAccuracy()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "every-step, 2, true",
        "every-step, 6, true",
        "every-step, 2, false",
        "every-step, 6, false",
        "end, 6, true",
        "end, 6, false"
    })
    void predictorsWithoutMemoryLandOnTheFloorsOfDrawnSequences(String errorSignals, long p, boolean knowsStep) {
        Task task = DrawnTasks.task("hs97-2b", Map.of("p", p, "error-signals", errorSignals));
        Floor floor = knowsStep ? task.floors().memoryless() : task.floors().constant();
        Score means = DrawnTasks.score(
                task, SEQUENCES, (batch, sequence, output, step) -> mean(task, knowsStep, output, step));
        DrawnTasks.assertLoss(means.loss(), floor.loss(), 0.01, SEQUENCES);
        Score one = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> output == p ? 1 : 0);
        DrawnTasks.assertShare(one.accuracy(), floor.accuracy(), SEQUENCES);
        DrawnTasks.assertShare(one.recallAccuracy(), floor.recallAccuracy(), SEQUENCES);
    }

    @Test
    void everyOutputOfEveryJudgedStepMustBeWithinAQuarter() {
        assertThat(oneOff("hs97-2a", 0, 0.2)).isEqualTo(1);
        assertThat(oneOff("hs97-2a", 0, 0.3)).isZero();
        assertThat(oneOff("hs97-2b", 0, 0.3)).as("only the last is judged").isEqualTo(1);
        assertThat(oneOff("hs97-2b", 3, 0.3)).isZero();
    }

    /** Accuracy where one output of one step is off in every sequence. */
    private static double oneOff(String name, int off, double by) {
        return DrawnTasks.score(task(name, 4), 2, (batch, sequence, output, step) -> {
                    float target = batch.targets().value(sequence, output, step);
                    return step == off && output == 1 ? Math.abs(target - by) : target;
                })
                .accuracy();
    }

    @ParameterizedTest
    @CsvSource({
        "hs97-2a, test, 'all 2 evaluated sequences right: outputs within 0.25', 0",
        "hs97-2b, test, 'all 10000 evaluated sequences right: outputs within 0.25', 0",
        "hs97-2a, training, the last 10000 training errors below 0.25, 10000",
        "hs97-2b, training, the last 10000 training errors below 0.25, 10000"
    })
    void isSolvedByTenThousandRightSequences(String name, String judged, String description, int trainingErrors) {
        Success success = DrawnTasks.task(name, Map.of("judged", judged)).success();
        assertThat(success.description()).isEqualTo(description);
        assertThat(success.trainingErrors()).isEqualTo(trainingErrors);
    }

    @Test
    void settingsDescribeTheTask() {
        Map<String, Object> settings = new HashMap<>(
                Map.of("p", 100, "length", 101, "alphabet", 101, "classes", 2, "interior", "linear", "judged", "test"));
        assertThat(task("hs97-2a", 100).settings()).isEqualTo(new Settings(settings));
        settings.put("interior", "random");
        settings.put("error-signals", "end");
        assertThat(atTheEnd(100).settings()).isEqualTo(new Settings(settings));
    }

    @Test
    void perturbationsChangeOneThingOnly() {
        assertThat(perturbed("hs97-2a", Perturbation.FLIP)).isEqualTo("yabcdefg abcdefgy llllllll .......m");
        assertThat(perturbed("hs97-2a", Perturbation.BLANK)).isEqualTo(".abcdefg abcdefgx llllllll .......m");
        String swapped = perturbed("hs97-2a", Perturbation.SWAP);
        assertThat(swapped).matches("x[a-f]{6}g abcdefgx llllllll .......m").doesNotStartWith("xabcdef");
        assertThat(swapped.substring(0, 8).chars().distinct().count()).isEqualTo(8);
        assertThat(task("hs97-2b", 8).perturbable()).isTrue();
        assertThat(perturbed("hs97-2b", Perturbation.FLIP)).matches("([xy])([a-g]{7}) \\2\\1 l{8} .{7}m");
    }

    private static String perturbed(String name, Perturbation perturbation) {
        Task task = task(name, 8);
        Batch batch = DrawnTasks.evaluation(task);
        task.perturb(batch, perturbation);
        return DrawnTasks.text(batch, 0, "abcdefgxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "100001", "0", "-5", "many"})
    void anotherLagIsRefusedInOneLine(String p) {
        for (String name : new String[] {"hs97-2a", "hs97-2b"}) {
            Setting setting = Tasks.find(name).orElseThrow().settings().stream()
                    .filter(key -> key.key().equals("p"))
                    .findFirst()
                    .orElseThrow();
            assertThatThrownBy(() -> setting.parse(p))
                    .isInstanceOf(IllegalSettingException.class)
                    .hasMessage("p: '" + p + "' is not allowed; allowed: a whole number from 2 to 100000");
        }
    }
}
