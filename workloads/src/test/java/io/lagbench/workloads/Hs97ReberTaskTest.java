package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Hs97ReberTaskTest {
    private static final String SYMBOLS = "BTPSXVE";
    private static final int STRINGS = 512;

    private final Task task = task(1);

    private static Task task(long dataSet) {
        return DrawnTasks.task("hs97-1", Map.of("data-set", dataSet));
    }

    /** The strings of an evaluation. */
    static List<String> strings(long dataSet) {
        return strings(DrawnTasks.evaluation(task(dataSet)));
    }

    private static List<String> strings(Batch batch) {
        return IntStream.range(0, batch.size())
                .mapToObj(sequence -> {
                    String[] text = DrawnTasks.text(batch, sequence, SYMBOLS).split(" ");
                    return text[0] + text[1].charAt(text[1].length() - 1);
                })
                .toList();
    }

    @Test
    void everyNextSymbolIsAskedForAndTheOneBeforeTheLastNeedsMemory() {
        Batch batch = DrawnTasks.evaluation(task);
        int shortest = strings(1).indexOf("BTBTXSETE");
        assertThat(DrawnTasks.text(batch, shortest, SYMBOLS)).isEqualTo("BTBTXSET TBTXSETE llllllll ......m.");
    }

    @Test
    void trainingDrawsFromTheFirstHalfOfWhatIsEvaluated() {
        List<String> all = strings(1);
        Set<String> trained = new HashSet<>(strings(DrawnTasks.training(task, 10_000)));
        assertThat(trained).hasSameElementsAs(all.subList(0, 256));
        assertThat(task.streams().exhaustive()).isFalse();
        assertThat(task.streams().evaluationSequences()).isEqualTo(STRINGS);
    }

    @Test
    void dataSetsDiffer() {
        Set<String> first = new HashSet<>(strings(1));
        assertThat(strings(2).stream().filter(string -> !first.contains(string)).count())
                .isGreaterThan(100);
        assertThat(strings(2)).isNotEqualTo(strings(3));
        assertThat(strings(1)).isEqualTo(strings(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lengthsAreThoseOfTheStrings(long dataSet) {
        List<String> strings = strings(dataSet);
        int longest = strings.stream().mapToInt(String::length).max().orElseThrow();
        assertThat(strings.stream().mapToInt(String::length).min()).hasValue(9);
        assertThat(task(dataSet).shape()).isEqualTo(new Shape(longest - 1, 5, 7, 7));
        assertThat(task(dataSet).variableLengths()).isTrue();
        assertThat(task(dataSet).lossAtEndOnly()).isFalse();
    }

    /** What of a step a predictor may know. */
    private interface Known {
        int of(Batch batch, int sequence, int step);
    }

    private static int nothing(Batch batch, int sequence, int step) {
        return 0;
    }

    private static int symbolAndStep(Batch batch, int sequence, int step) {
        return 7 * step + ((SymbolSequences) batch.inputs()).get(sequence, step);
    }

    /** The mean target of the steps that look alike. */
    private double[] means(Batch batch, Known known, int key) {
        double[] sum = new double[7];
        int count = 0;
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            for (int step = 0; step < batch.length(sequence); step++) {
                if (known.of(batch, sequence, step) == key) {
                    sum[((SymbolSequences) batch.targets()).get(sequence, step)]++;
                    count++;
                }
            }
        }
        for (int output = 0; output < 7; output++) {
            sum[output] /= count;
        }
        return sum;
    }

    private Score scoreOfMeans(Known known) {
        Batch all = DrawnTasks.evaluation(task);
        Map<Integer, double[]> means = new HashMap<>();
        return DrawnTasks.score(
                task,
                STRINGS,
                (batch, sequence, output, step) ->
                        means.computeIfAbsent(known.of(batch, sequence, step), key -> means(all, known, key))[output]);
    }

    @Test
    void meanTargetsLandOnTheFloorsOfTheLoss() {
        assertThat(scoreOfMeans(Hs97ReberTaskTest::nothing).loss())
                .isCloseTo(task.floors().constant().loss(), within(1e-7));
        assertThat(scoreOfMeans(Hs97ReberTaskTest::symbolAndStep).loss())
                .isCloseTo(task.floors().memoryless().loss(), within(1e-7));
    }

    /** Every set of next symbols has one or two, so the two largest outputs are all that counts. */
    @Test
    void theBestOrderOfOutputsLandsOnTheFloorsOfTheAccuracyWithoutKnowingAnything() {
        double accuracy = 0;
        double recall = 0;
        for (int first = 0; first < 7; first++) {
            for (int second = 0; second < 7; second++) {
                int strongest = first;
                int next = second;
                Score score = DrawnTasks.score(
                        task,
                        STRINGS,
                        (batch, sequence, output, step) -> output == strongest ? 1 : output == next ? 0.5 : 0);
                accuracy = Math.max(accuracy, score.accuracy());
                recall = Math.max(recall, score.recallAccuracy());
            }
        }
        assertThat(task.floors().constant().accuracy()).isEqualTo(accuracy);
        assertThat(task.floors().constant().recallAccuracy()).isEqualTo(recall);
    }

    /** Where symbol and step are known, no set of next symbols is part of another. */
    @Test
    void theMostFrequentSetLandsOnTheFloorOfTheAccuracyOfSymbolAndStep() {
        Batch all = DrawnTasks.evaluation(task);
        Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
        for (int sequence = 0; sequence < STRINGS; sequence++) {
            ReberGrammar walk = new ReberGrammar();
            for (int step = 0; step < all.length(sequence); step++) {
                walk.accept(((SymbolSequences) all.inputs()).get(sequence, step));
                counts.computeIfAbsent(symbolAndStep(all, sequence, step), key -> new HashMap<>())
                        .merge(walk.legal(), 1, Integer::sum);
            }
        }
        Map<Integer, Integer> most = new HashMap<>();
        counts.forEach((key, bySet) -> most.put(
                key,
                bySet.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey()));
        Score score = DrawnTasks.score(
                task,
                STRINGS,
                (batch, sequence, output, step) -> most.get(symbolAndStep(batch, sequence, step)) >> output & 1);
        Floor floor = task.floors().memoryless();
        assertThat(score.accuracy()).isEqualTo(floor.accuracy());
        assertThat(score.recallAccuracy()).isEqualTo(floor.recallAccuracy()).isBetween(0.5, 0.7);
    }

    /** The score of outputs 0.5 of the legal symbols and 0 of others, but for step 1 of one sequence. */
    private Score score(int changed, float... outputs) {
        Batch batch = DrawnTasks.evaluation(task);
        Layout layout = Layout.timeMajor(STRINGS, 7);
        FloatBuffer values = FloatBuffer.allocate(STRINGS * 7 * batch.timeSteps());
        for (int sequence = 0; sequence < STRINGS; sequence++) {
            ReberGrammar walk = new ReberGrammar();
            for (int step = 0; step < batch.length(sequence); step++) {
                walk.accept(((SymbolSequences) batch.inputs()).get(sequence, step));
                for (int output = 0; output < 7; output++) {
                    float legal = (walk.legal() >> output & 1) * 0.5f;
                    values.put(
                            layout.index(sequence, output, step),
                            sequence == changed && step == 1 ? outputs[output] : legal);
                }
            }
        }
        Scorer scorer = task.scorer();
        scorer.add(batch, STRINGS, new Predictions(values, layout));
        assertThat(scorer.answer(0)).isPresent();
        assertThat(scorer.error(511)).isEqualTo(0.5);
        return scorer.score();
    }

    @Test
    void aStepIsRightIfAllLegalSymbolsAreAboveAllOthers() {
        Score right = score(-1);
        assertThat(right.accuracy()).isEqualTo(1);
        assertThat(right.recallAccuracy()).isEqualTo(1);
        assertThat(right.recallMargin()).isEqualTo(0.5);
        assertThat(task.success().met(List.of(right), new TrainingErrors(0))).isTrue();
        List.of(
                        new float[] {0.5f, 0.5f, 0, 0, 0, 0, 0}, // a tie of B, which is legal, and T
                        new float[] {0, 0.5f, 0.5f, 0, 0, 0, 0},
                        new float[] {Float.NaN, 0, 0, 0, 0, 0, 0})
                .forEach(outputs -> {
                    Score wrong = score(3, outputs);
                    assertThat(wrong.accuracy()).isBetween(0.999, 0.9999);
                    assertThat(task.success().met(List.of(wrong), new TrainingErrors(0)))
                            .isFalse();
                    assertThat(task.success().inReach(wrong, 200, STRINGS)).isFalse();
                });
    }
}
