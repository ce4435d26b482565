package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginalTaskTest {
    private final Task task = Tasks.find("original").orElseThrow().create(new Settings(Map.of()));

    @Test
    void presentsTheTutorialsTwoSequencesInTurn() {
        Batch batch = task.newBatch(1);
        BatchStream stream = task.streams().training(7, false);
        for (int epoch = 0; epoch < 2; epoch++) {
            stream.next(batch);
            assertThat(pairs(batch, 0)).isEqualTo("3>0 0>1 1>2 2>3");
            stream.next(batch);
            assertThat(pairs(batch, 0)).isEqualTo("4>0 0>1 1>2 2>4");
        }
    }

    @Test
    void evaluatesBothSequences() {
        Batch batch = task.newBatch(task.streams().evaluationSequences());
        task.streams().evaluation().next(batch);
        assertThat(task.streams().exhaustive()).isTrue();
        assertThat(batch.size()).isEqualTo(2);
        assertThat(pairs(batch, 0)).isEqualTo("3>0 0>1 1>2 2>3");
        assertThat(pairs(batch, 1)).isEqualTo("4>0 0>1 1>2 2>4");
    }

    @Test
    void everyStepCarriesLossAndOnlyTheLastNeedsMemory() {
        Batch batch = task.newBatch(1);
        for (int step = 0; step < 4; step++) {
            assertThat(batch.carriesLoss(0, step)).isTrue();
            assertThat(batch.needsMemory(0, step)).isEqualTo(step == 3);
        }
        assertThat(batch.lossSteps()).isEqualTo(4);
    }

    @Test
    void hasTheSizesOfTheTutorial() {
        assertThat(task.shape()).isEqualTo(new Shape(4, 3, 5, 5));
        assertThat(task.settings())
                .isEqualTo(new Settings(Map.of("length", 5, "alphabet", 5, "classes", 2, "interior", "linear")));
    }

    @Test
    void memorylessFloorIsSevenOfEightAndLn2Over10() {
        assertThat(task.floors().memoryless().accuracy()).isEqualTo(7.0 / 8);
        assertThat(task.floors().memoryless().loss()).isCloseTo(Math.log(2) / 10, within(1e-15));
        assertThat(task.floors().memoryless().recallAccuracy()).isEqualTo(0.5);
    }

    @Test
    void isSolvedByEightOfEightWithAPositiveMargin() {
        assertThat(met(new Score(0.09, 1, 1, 0.01))).isTrue();
        assertThat(met(new Score(0.06, 7.0 / 8, 0.5, 0.01))).isFalse();
        assertThat(met(new Score(0.06, 1, 1, 0))).isFalse();
        assertThat(task.success().description()).contains("8 of 8");
    }

    private boolean met(Score score) {
        return task.success().met(List.of(score), new TrainingErrors(0));
    }

    private static String pairs(Batch batch, int sequence) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < batch.timeSteps(); step++) {
            text.append(step == 0 ? "" : " ")
                    .append(inputs.get(sequence, step))
                    .append('>')
                    .append(targets.get(sequence, step));
        }
        return text.toString();
    }
}
