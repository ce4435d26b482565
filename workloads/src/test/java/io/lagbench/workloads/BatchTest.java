package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Layout STEPS = new Layout(3, 0, 1);

    /** Two sequences, 0 1 2 and 3, whose last step alone carries loss and asks for the number of steps. */
    private static Batch lengthsThreeAndOne() {
        SymbolSequences inputs = new SymbolSequences(2, 3, 4);
        SymbolSequences targets = new SymbolSequences(2, 3, 4);
        Batch batch = new Batch(inputs, targets);
        batch.restart(0, 3);
        for (int step = 0; step < 3; step++) {
            inputs.set(0, step, step);
        }
        targets.set(0, 2, 3);
        batch.mark(0, 2, true, true);
        batch.restart(1, 1);
        inputs.set(1, 0, 3);
        targets.set(1, 0, 1);
        batch.mark(1, 0, true, false);
        return batch;
    }

    @Test
    void sequencesHaveTheFullLengthUnlessRestartedWithAnother() {
        Batch batch = new Batch(new SymbolSequences(2, 3, 4), new SymbolSequences(2, 3, 4));
        assertThat(batch.length(0)).isEqualTo(3);
        batch.restart(1, 2);
        assertThat(batch.length(0)).isEqualTo(3);
        assertThat(batch.length(1)).isEqualTo(2);
        assertThat(batch.steps()).isEqualTo(5);
    }

    @Test
    void lossMaskMarksStepsWithLoss() {
        Batch batch = lengthsThreeAndOne();
        float[] loss = new float[6];
        batch.encodeLossMask(FloatBuffer.wrap(loss), STEPS);
        assertThat(loss).containsExactly(0, 0, 1, 1, 0, 0);
        assertThat(batch.lossSteps()).isEqualTo(2);
        assertThat(batch.recallSteps()).isEqualTo(1);
    }

    @Test
    void stepsBeyondTheLengthHaveNoInput() {
        Batch batch = lengthsThreeAndOne();
        int[] numbers = new int[6];
        ((SymbolSequences) batch.inputs()).numbers(IntBuffer.wrap(numbers), STEPS);
        assertThat(numbers).containsExactly(0, 1, 2, 3, -1, -1);
    }

    @Test
    void shorterSequenceClearsPreviousContent() {
        Batch batch = lengthsThreeAndOne();
        batch.restart(0, 2);
        ((SymbolSequences) batch.inputs()).set(0, 0, 2);
        int[] inputs = new int[6];
        int[] targets = new int[6];
        ((SymbolSequences) batch.inputs()).numbers(IntBuffer.wrap(inputs), STEPS);
        ((SymbolSequences) batch.targets()).numbers(IntBuffer.wrap(targets), STEPS);
        assertThat(inputs).containsExactly(2, -1, -1, 3, -1, -1);
        assertThat(targets).containsExactly(-1, -1, -1, 1, -1, -1);
        assertThat(batch.carriesLoss(0, 2)).isFalse();
        assertThat(batch.needsMemory(0, 2)).isFalse();
    }

    @Test
    void lastTargetIsAtOwnLastStep() {
        float[] last = new float[8];
        lengthsThreeAndOne().encodeLastTargets(FloatBuffer.wrap(last), new Layout(4, 1, 0));
        assertThat(last).containsExactly(0, 0, 0, 1, 0, 1, 0, 0);
    }

    @Test
    void targetNumbersAreThoseOfTheStepsWithLoss() {
        Batch batch = lengthsThreeAndOne();
        int[] numbers = new int[6];
        batch.targetNumbers(IntBuffer.wrap(numbers), STEPS);
        assertThat(numbers).containsExactly(-1, -1, 3, 1, -1, -1);
    }

    @Test
    void refusesLossBeyondTheLengthAndLengthsOutsideTheBatch() {
        Batch batch = lengthsThreeAndOne();
        assertThatThrownBy(() -> batch.mark(1, 1, true, false))
                .hasMessage("step 1 of sequence 1 cannot carry loss; allowed: steps below its length, 1");
        assertThatThrownBy(() -> batch.mark(0, 1, false, true)).hasMessageContaining("must carry loss");
        assertThatThrownBy(() -> batch.restart(0, 4)).hasMessage("length 4 is outside 1 to 3");
        assertThatThrownBy(() -> batch.restart(0, 0)).hasMessage("length 0 is outside 1 to 3");
    }

    @Test
    void refusesInputsAndTargetsOfDifferentSizes() {
        assertThatThrownBy(() -> new Batch(new SymbolSequences(2, 4, 5), new SymbolSequences(2, 3, 5)))
                .hasMessageContaining("2 x 4")
                .hasMessageContaining("2 x 3");
    }
}
