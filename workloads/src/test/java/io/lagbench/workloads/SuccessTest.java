package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessTest {
    private static final List<Score> ANY = List.of(new Score(1, 0, 0, Double.NaN));

    private static TrainingErrors errors(int capacity, double... errors) {
        TrainingErrors recent = new TrainingErrors(capacity);
        for (double error : errors) {
            recent.add(error);
        }
        return recent;
    }

    @Test
    void trainingErrorsAreTheLatestOnes() {
        TrainingErrors recent = errors(3, 8, 0.5, 0.25, 1);
        assertThat(recent.size()).isEqualTo(3);
        assertThat(recent.below(1, 3)).isEqualTo(2);
        assertThat(recent.below(1, 1)).isZero();
        assertThat(recent.mean(3)).isCloseTo(1.75 / 3, within(1e-15));
        assertThat(recent.mean(2)).isEqualTo(0.625);
        assertThatThrownBy(() -> recent.mean(4)).hasMessage("4 errors are asked for; allowed: 1 to 3");
        assertThat(errors(0, 1, 2).size()).isZero();
    }

    @Test
    void isMetAfterConsecutiveErrorsBelowBound() {
        Success success = Success.trainingErrorsBelow(3, 0.04, 0, 0.03);
        assertThat(success.trainingErrors()).isEqualTo(3);
        assertThat(success.met(ANY, errors(3, 0.01, 0.01))).as("too few").isFalse();
        assertThat(success.met(ANY, errors(3, 0.01, 0.04, 0.01)))
                .as("not below")
                .isFalse();
        assertThat(success.met(ANY, errors(3, 0.039, 0.039, 0.039))).as("mean").isFalse();
        assertThat(success.met(ANY, errors(3, 0.01, Double.NaN, 0.01))).isFalse();
        assertThat(success.met(ANY, errors(3, 0.9, 0.01, 0.039, 0.03))).isTrue();
    }

    @Test
    void someErrorsMayBeExceptions() {
        Success success = Success.trainingErrorsBelow(4, 0.04, 1, Double.POSITIVE_INFINITY);
        assertThat(success.met(ANY, errors(4, 0, 0, 5, 0))).isTrue();
        assertThat(success.met(ANY, errors(4, 0, 5, 5, 0))).isFalse();
        assertThat(success.description()).isEqualTo("the last 4 training errors below 0.04 but for 1");
    }

    @Test
    void everySequenceOfTheLatestEvaluationMustBeRight() {
        Success success = Success.everySequenceRight(512, "outputs within 0.25");
        Score right = new Score(0, 1, 1, Double.NaN);
        Score oneWrong = new Score(0, 511.0 / 512, 1, Double.NaN);
        assertThat(success.description()).isEqualTo("all 512 evaluated sequences right: outputs within 0.25");
        assertThat(success.met(List.of(oneWrong, right), errors(0))).isTrue();
        assertThat(success.met(List.of(right, oneWrong), errors(0))).isFalse();
        assertThat(success.inReach(right, 200, 512)).isTrue();
        assertThat(success.inReach(oneWrong, 200, 512)).isFalse();
        assertThat(success.trainingErrors()).isZero();
    }

    @Test
    void criteriaOnEvaluationsAskForNoTrainingErrors() {
        assertThat(Success.recallTwice(0.99).trainingErrors()).isZero();
        assertThat(Success.everyAnswerRight(8).trainingErrors()).isZero();
        assertThat(Success.everyAnswerRight(8).inReach(new Score(1, 0, 0, -1), 1, 2))
                .isTrue();
    }
}
