package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallTaskTest {
    private static final TrainingErrors NO_ERRORS = new TrainingErrors(0);

    private static Task recall(long length, long alphabet, long classes, String interior) {
        return Tasks.find("recall")
                .orElseThrow()
                .create(new Settings(Map.of(
                        "length",
                        length,
                        "alphabet",
                        alphabet,
                        "classes",
                        classes,
                        "interior",
                        interior,
                        "symbols",
                        "numbers")));
    }

    @Test
    void lastAnswerIsTheFirstSymbolAndLiesLagStepsBack() {
        Task task = recall(50, 9, 3, "random");
        Batch batch = task.newBatch(64);
        task.streams().training(1, false).next(batch);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        assertThat(task.shape().lag()).isEqualTo(48);
        for (int s = 0; s < 64; s++) {
            assertThat(inputs.get(s, 0)).isBetween(6, 8);
            assertThat(targets.get(s, 48)).as("outputs are the classes").isEqualTo(inputs.get(s, 0) - 6);
            for (int t = 1; t < 49; t++) {
                assertThat(inputs.get(s, t)).isBetween(0, 5);
                assertThat(targets.get(s, t - 1)).isEqualTo(SymbolSequences.NONE);
            }
        }
        assertThat(batch.lossSteps()).isEqualTo(64);
    }

    @Test
    void equalSeedsGiveEqualStreamsAndOthersDiffer() {
        Task task = recall(50, 8, 2, "random");
        assertThat(draw(task, task.streams().training(3, false), 200))
                .isEqualTo(draw(task, task.streams().training(3, false), 200));
        assertThat(draw(task, task.streams().training(3, false), 200))
                .isNotEqualTo(draw(task, task.streams().training(4, false), 200));
        assertThat(draw(task, task.streams().evaluation(), 200))
                .isEqualTo(draw(task, task.streams().evaluation(), 200));
    }

    @Test
    void heldOutSequencesAreDisjointFromTrainingOnes() {
        Task task = recall(8, 8, 2, "random"); // 2 * 6^6 = 93,312 sequences: collisions would show
        Set<String> heldOut = new HashSet<>(draw(task, task.streams().evaluation(), 1000));
        assertThat(task.streams().exhaustive()).isFalse();
        assertThat(draw(task, task.streams().training(1, false), 100_000)).noneMatch(heldOut::contains);
    }

    @Test
    void fewSequencesAreEvaluatedExhaustively() {
        Task task = recall(4, 5, 2, "random"); // 2 * 3^2
        assertThat(task.streams().exhaustive()).isTrue();
        assertThat(task.streams().evaluationSequences()).isEqualTo(18);
        assertThat(new HashSet<>(draw(task, task.streams().evaluation(), 18))).hasSize(18);
    }

    @Test
    void sharedInteriorIsTheSameForAllSequencesAndSeeds() {
        Task task = recall(30, 8, 2, "shared");
        List<String> sequences = draw(task, task.streams().training(5, false), 4);
        assertThat(sequences.get(0).substring(1)).isEqualTo(sequences.get(1).substring(1));
        assertThat(sequences.get(0)).isEqualTo(sequences.get(2)).isNotEqualTo(sequences.get(1));
    }

    @ParameterizedTest
    @CsvSource({"5, 5, 2, linear", "20, 25, 3, linear", "30, 8, 2, shared", "4, 5, 2, random", "5, 6, 3, random"})
    void memorylessPredictorLandsOnTheFloor(int length, int alphabet, int classes, String interior) {
        Task task = recall(length, alphabet, classes, interior);
        assertThat(task.streams().exhaustive()).isTrue();
        // Knows the step: the target distribution at each step over all sequences.
        double[][] share = targetShares(task);
        Score score = score(task, (step, output) -> share[step][output]);
        assertThat(score.loss()).isCloseTo(task.floors().memoryless().loss(), within(1e-6));
        assertThat(score.recallMargin()).isCloseTo(1.0 / classes - 1.0 / classes, within(1e-6));
        double[] tilted = share[length - 2].clone();
        tilted[task.shape().outputSize() - 1] +=
                1e-3; // ties count as wrong, so an accuracy-seeking predictor takes sides
        Score decided = score(task, (step, output) -> step == length - 2 ? tilted[output] : share[step][output]);
        assertThat(decided.accuracy()).isCloseTo(task.floors().memoryless().accuracy(), within(1e-12));
        assertThat(decided.recallAccuracy())
                .isCloseTo(task.floors().memoryless().recallAccuracy(), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"5, 5, 2, linear", "30, 8, 2, shared", "5, 6, 3, random"})
    void constantPredictorLandsOnItsFloor(int length, int alphabet, int classes, String interior) {
        Task task = recall(length, alphabet, classes, interior);
        double[] mean = new double[task.shape().outputSize()];
        double[][] share = targetShares(task);
        long lossSteps =
                Arrays.stream(share).filter(row -> Arrays.stream(row).sum() > 0).count();
        for (double[] row : share) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / lossSteps;
            }
        }
        Score score = score(task, (step, output) -> mean[output]);
        assertThat(score.loss()).isCloseTo(task.floors().constant().loss(), within(1e-5));
        assertThat(task.floors().constant().loss())
                .isGreaterThanOrEqualTo(task.floors().memoryless().loss() - 1e-12);
    }

    @Test
    void constantPredictorOfTheOriginalTaskLandsOnItsFloor() {
        Task task = Tasks.find("original").orElseThrow().create(new Settings(Map.of()));
        double[] mean = {0.25, 0.25, 0.25, 0.125, 0.125};
        assertThat(score(task, (step, output) -> mean[output]).loss())
                .isCloseTo(task.floors().constant().loss(), within(1e-6));
        assertThat(task.floors().constant().accuracy()).isEqualTo(0.25);
    }

    @Test
    void heldOutAnswersOfALargeSpaceAreBalancedToFiveSigma() {
        Task task = recall(100, 8, 2, "random");
        Batch batch = task.newBatch(1000);
        task.streams().evaluation().next(batch);
        long ones = 0;
        for (int s = 0; s < 1000; s++) {
            ones += ((SymbolSequences) batch.inputs()).get(s, 0) - 6;
        }
        assertThat(ones).isBetween(500L - 80, 500L + 80); // sigma = sqrt(1000) / 2 = 15.8
    }

    @Test
    void settingsDescribeTheTask() {
        assertThat(recall(100, 8, 2, "random").settings())
                .isEqualTo(new Settings(Map.of("length", 100, "alphabet", 8, "classes", 2, "interior", "random")));
        assertThat(recall(100, 8, 2, "random").shape()).isEqualTo(new Shape(99, 98, 8, 2));
        assertThat(recall(100, 8, 2, "shared").shape()).isEqualTo(new Shape(99, 98, 8, 8));
    }

    @Test
    void reachableEvaluationContinues() {
        Success success = recall(100, 8, 2, "random").success();
        Score tenWrongOf200 = new Score(0.1, 0.95, 0.95, 0.9);
        Score elevenWrongOf200 = new Score(0.1, 0.945, 0.945, 0.9);
        assertThat(success.inReach(tenWrongOf200, 200, 1000)).isTrue();
        assertThat(success.inReach(elevenWrongOf200, 200, 1000)).isFalse();
    }

    @Test
    void isSolvedByTwoGoodEvaluationsInARow() {
        Success success = recall(100, 8, 2, "random").success();
        Score good = new Score(0.1, 0.99, 0.99, 0.9);
        Score bad = new Score(0.1, 0.98, 0.98, 0.9);
        assertThat(success.met(List.of(good), NO_ERRORS)).isFalse();
        assertThat(success.met(List.of(good, bad, good), NO_ERRORS)).isFalse();
        assertThat(success.met(List.of(bad, good, good), NO_ERRORS)).isTrue();
    }

    @Test
    void refusesAnAlphabetThatIsTooSmall() {
        assertThatThrownBy(() -> recall(20, 19, 2, "linear"))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessageContaining("alphabet: 19 is too small")
                .hasMessageContaining("at least 20");
        assertThatThrownBy(() -> recall(20, 3, 3, "random")).hasMessageContaining("allowed: at least 4");
    }

    @ParameterizedTest
    @CsvSource({"12, 9, 3, random", "12, 20, 3, linear", "12, 8, 2, shared"})
    void perturbationsChangeOneThingOnly(int length, int alphabet, int classes, String interior) {
        Task task = recall(length, alphabet, classes, interior);
        int cues = alphabet - classes;
        Batch before = task.newBatch(6);
        task.streams().evaluation().next(before);
        SymbolSequences inputs = (SymbolSequences) before.inputs();
        SymbolSequences targets = (SymbolSequences) before.targets();
        int last = length - 2;
        for (Perturbation perturbation : Perturbation.values()) {
            Batch after = task.newBatch(6);
            task.streams().evaluation().next(after);
            task.perturb(after, perturbation);
            SymbolSequences changed = (SymbolSequences) after.inputs();
            SymbolSequences answers = (SymbolSequences) after.targets();
            boolean moved = false;
            for (int s = 0; s < 6; s++) {
                List<Integer> symbols = new ArrayList<>();
                List<Integer> others = new ArrayList<>();
                for (int t = 1; t <= last; t++) {
                    symbols.add(inputs.get(s, t));
                    others.add(changed.get(s, t));
                    assertThat(answers.get(s, t - 1)).isEqualTo(targets.get(s, t - 1));
                }
                moved |= !symbols.equals(others);
                assertThat(others).containsExactlyInAnyOrderElementsOf(symbols);
                assertThat(changed.get(s, last)).isEqualTo(inputs.get(s, last));
                switch (perturbation) {
                    case FLIP -> {
                        assertThat(changed.get(s, 0))
                                .isBetween(cues, alphabet - 1)
                                .isNotEqualTo(inputs.get(s, 0));
                        assertThat(answers.get(s, last) - targets.get(s, last))
                                .isEqualTo(changed.get(s, 0) - inputs.get(s, 0));
                    }
                    case BLANK -> assertThat(changed.get(s, 0)).isEqualTo(SymbolSequences.NONE);
                    case SWAP -> assertThat(changed.get(s, 0)).isEqualTo(inputs.get(s, 0));
                }
                if (perturbation != Perturbation.FLIP) {
                    assertThat(answers.get(s, last)).isEqualTo(targets.get(s, last));
                }
            }
            assertThat(moved).isEqualTo(perturbation == Perturbation.SWAP);
        }
    }

    @Test
    void shuffledEpochsHaveEverySequenceOnceInAnOrderOfTheirOwn() {
        Task task = recall(4, 5, 2, "random"); // 18 sequences
        List<String> stream = draw(task, task.streams().training(3, true), 54);
        List<String> ordered = draw(task, task.streams().training(3, false), 18);
        for (int epoch = 0; epoch < 3; epoch++) {
            List<String> sequences = stream.subList(18 * epoch, 18 * epoch + 18);
            assertThat(sequences).containsExactlyInAnyOrderElementsOf(ordered).isNotEqualTo(ordered);
        }
        assertThat(stream.subList(0, 18)).isNotEqualTo(stream.subList(18, 36));
        assertThat(draw(task, task.streams().training(3, true), 54)).isEqualTo(stream);
        assertThat(draw(task, task.streams().training(4, true), 54)).isNotEqualTo(stream);
    }

    private interface Predictor {
        double probability(int step, int output);
    }

    private static Score score(Task task, Predictor predictor) {
        int n = task.streams().evaluationSequences();
        Batch batch = task.newBatch(n);
        task.streams().evaluation().next(batch);
        Layout layout = Layout.sequenceFastest(n, task.shape().outputSize());
        FloatBuffer predictions = FloatBuffer.allocate(n * task.shape().outputSize() * batch.timeSteps());
        for (int s = 0; s < n; s++) {
            for (int t = 0; t < batch.timeSteps(); t++) {
                for (int k = 0; k < task.shape().outputSize(); k++) {
                    predictions.put(layout.index(s, k, t), (float) predictor.probability(t, k));
                }
            }
        }
        Scorer scorer = task.scorer();
        scorer.add(batch, n, new Predictions(predictions, layout));
        return scorer.score();
    }

    private static double[][] targetShares(Task task) {
        int n = task.streams().evaluationSequences();
        Batch batch = task.newBatch(n);
        task.streams().evaluation().next(batch);
        double[][] share = new double[batch.timeSteps()][task.shape().outputSize()];
        SymbolSequences targets = (SymbolSequences) batch.targets();
        for (int s = 0; s < n; s++) {
            for (int t = 0; t < batch.timeSteps(); t++) {
                if (batch.carriesLoss(s, t)) {
                    share[t][targets.get(s, t)] += 1.0 / n;
                }
            }
        }
        return share;
    }

    private static List<String> draw(Task task, BatchStream stream, int count) {
        Batch batch = task.newBatch(1);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> {
                    stream.next(batch);
                    StringBuilder text = new StringBuilder();
                    for (int t = 0; t < batch.timeSteps(); t++) {
                        text.append((char) ('a' + inputs.get(0, t)));
                    }
                    return text.toString();
                })
                .toList();
    }
}
