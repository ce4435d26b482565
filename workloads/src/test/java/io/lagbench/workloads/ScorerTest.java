package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorerTest {
    private static final Loss SQUARED_ERROR = new Loss.SquaredError(OutputActivation.LINEAR);

    /** Predictions with one output of two sequences of up to two steps, sequence by sequence. */
    private static Predictions ofOneOutput(float... values) {
        return new Predictions(FloatBuffer.wrap(values), new Layout(2, 0, 1));
    }

    /** Targets 0.5 at the last of two steps and -1 at the only step. */
    private static Batch numbers() {
        RealSequences targets = new RealSequences(2, 2, 1);
        Batch batch = new Batch(new RealSequences(2, 2, 2), targets);
        batch.restart(0, 2);
        targets.set(0, 0, 1, 0.5);
        batch.mark(0, 1, true, true);
        batch.restart(1, 1);
        targets.set(1, 0, 0, -1);
        batch.mark(1, 0, true, false);
        return batch;
    }

    @Test
    void regressionScoresErrorAndShareWithinTolerance() {
        Scorer scorer = new RegressionScorer(SQUARED_ERROR, 0.04);
        scorer.add(numbers(), 2, ofOneOutput(9, 0.53125f, -1.25f, 9));
        Score score = scorer.score();
        assertThat(score.loss()).isCloseTo((0.03125 * 0.03125 + 0.25 * 0.25) / 2, within(1e-12));
        assertThat(score.accuracy()).isEqualTo(0.5);
        assertThat(score.recallAccuracy())
                .as("the first sequence alone needs memory")
                .isEqualTo(1);
        assertThat(score.recallMargin()).isNaN();
        assertThat(score.meanError()).isCloseTo((0.03125 + 0.25) / 2, within(1e-12));
        assertThat(scorer.error(0)).isEqualTo(0.03125);
        assertThat(scorer.error(1)).isEqualTo(0.25);
        assertThat(scorer.answer(0)).isEmpty();
    }

    @Test
    void regressionAccumulatesAndSkipsExcluded() {
        Scorer scorer = new RegressionScorer(SQUARED_ERROR, 0.04);
        scorer.add(numbers(), 2, ofOneOutput(0, 0.5f, -1, 0));
        scorer.add(numbers(), 1, ofOneOutput(0, 1.5f, 1000, 0));
        assertThat(scorer.score().loss()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(scorer.score().accuracy()).isEqualTo(2.0 / 3);
        assertThat(scorer.score().recallAccuracy()).isEqualTo(0.5);
    }

    @Test
    void anOutputThatIsNoNumberIsWrong() {
        Scorer scorer = new RegressionScorer(SQUARED_ERROR, 0.04);
        scorer.add(numbers(), 2, ofOneOutput(0, Float.NaN, -1, 0));
        assertThat(scorer.score().accuracy()).isEqualTo(0.5);
        assertThat(scorer.score().recallAccuracy()).isZero();
        assertThat(scorer.error(0)).isNaN();
    }

    /** Targets 0 at both of two steps, of which the second needs memory. */
    private static Batch zeros() {
        Batch batch = new Batch(new RealSequences(1, 2, 1), new RealSequences(1, 2, 1));
        batch.mark(0, 0, true, false);
        batch.mark(0, 1, true, true);
        return batch;
    }

    @Test
    void regressionMayJudgeByRecallsAlone() {
        Predictions predictions = ofOneOutput(0.5f, 0.125f);
        Scorer scorer = new RegressionScorer(SQUARED_ERROR, 0.25, true);
        scorer.add(zeros(), 1, predictions);
        Score score = scorer.score();
        assertThat(score.accuracy()).isEqualTo(score.recallAccuracy()).isEqualTo(1);
        assertThat(score.meanError()).isEqualTo(scorer.error(0)).isEqualTo(0.125);
        assertThat(score.loss()).as("of every step").isEqualTo((0.25 + 0.015625) / 2);
        Scorer strict = new RegressionScorer(SQUARED_ERROR, 0.25);
        strict.add(zeros(), 1, predictions);
        assertThat(strict.score().accuracy()).isZero();
        assertThat(strict.score().recallAccuracy()).isEqualTo(1);
        assertThat(strict.error(0)).isEqualTo(0.5);
    }

    @Test
    void regressionOnSetsOfSymbolsComparesEveryOutput() {
        MultiHotSequences targets = new MultiHotSequences(1, 1, 3);
        Batch batch = new Batch(new SymbolSequences(1, 1, 3), targets);
        targets.add(0, 0, 0);
        targets.add(0, 0, 2);
        batch.mark(0, 0, true, false);
        Scorer scorer = new RegressionScorer(new Loss.Sigmoid(), 0.3);
        scorer.add(batch, 1, new Predictions(FloatBuffer.wrap(new float[] {0.75f, 0.25f, 0.75f}), new Layout(3, 1, 0)));
        assertThat(scorer.score().loss()).isCloseTo(Math.log(4.0 / 3), within(1e-12));
        assertThat(scorer.score().accuracy()).isEqualTo(1);
        assertThat(scorer.score().recallAccuracy()).isNaN();
        assertThat(scorer.error(0)).isEqualTo(0.25);
    }

    /** Targets 1 and 0 of two symbols, the second step needs memory; the other sequence ends after its first step. */
    private static Batch symbols() {
        SymbolSequences targets = new SymbolSequences(2, 2, 2);
        SymbolSequences inputs = new SymbolSequences(2, 2, 3);
        Batch batch = new Batch(inputs, targets);
        batch.restart(0, 2);
        inputs.set(0, 0, 2);
        inputs.set(0, 1, 0);
        targets.set(0, 0, 1);
        targets.set(0, 1, 0);
        batch.mark(0, 0, true, false);
        batch.mark(0, 1, true, true);
        batch.restart(1, 1);
        inputs.set(1, 0, 1);
        targets.set(1, 0, 0);
        batch.mark(1, 0, true, false);
        return batch;
    }

    /** For (sequence, step) two outputs side by side; the last step of the second sequence is none. */
    private static final Predictions OF_SYMBOLS = new Predictions(
            FloatBuffer.wrap(new float[] {0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.25f, 9, 9}), new Layout(4, 1, 2));

    @Test
    void symbolIsRightIfUniqueMaximum() {
        Scorer scorer = new SymbolScorer(new Loss.Softmax(), 2);
        scorer.add(symbols(), 2, OF_SYMBOLS);
        Score score = scorer.score();
        assertThat(score.loss()).isCloseTo((2 * Math.log(4.0 / 3) + Math.log(2)) / 3, within(1e-12));
        assertThat(score.accuracy()).as("a tie is wrong").isEqualTo(2.0 / 3);
        assertThat(score.recallAccuracy()).isZero();
        assertThat(score.recallMargin()).isZero();
        assertThat(score.meanError()).isNaN();
        assertThat(scorer.error(0)).isEqualTo(0.5);
        assertThat(scorer.error(1)).isEqualTo(0.25);
    }

    @Test
    void answersOfSymbolsEndWithTheSequence() {
        Scorer scorer = new SymbolScorer(new Loss.Sigmoid(), 2, symbol -> "in" + symbol, output -> "out" + output);
        scorer.add(symbols(), 2, OF_SYMBOLS);
        assertThat(scorer.answer(0))
                .contains(new Answer(List.of("in2", "in0"), List.of("out1", "out0"), List.of("out1", "out0")));
        assertThat(scorer.answer(1)).contains(new Answer(List.of("in1"), List.of("out0"), List.of("out0")));
    }

    @Test
    void thereIsNoScoreWithoutLoss() {
        assertThatThrownBy(new SymbolScorer(new Loss.Softmax(), 2)::score).hasMessageContaining("no step with loss");
        assertThatThrownBy(new RegressionScorer(SQUARED_ERROR, 1)::score).hasMessageContaining("no step with loss");
        assertThatThrownBy(() -> new RegressionScorer(SQUARED_ERROR, 0)).hasMessage("tolerance 0.0 is not above 0");
    }
}
