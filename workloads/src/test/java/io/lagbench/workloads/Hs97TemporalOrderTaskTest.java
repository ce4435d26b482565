package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hs97TemporalOrderTaskTest {
    private static final int SEQUENCES = 20_000;

    @ParameterizedTest
    @CsvSource({"hs97-6a, '10-20 50-60', 40", "hs97-6b, '10-20 33-43 66-76', 24"})
    void theClassIsTheOrderOfXAndY(String name, String ranges, int lag) {
        Task task = DrawnTasks.task(name, Map.of());
        assertThat(task.shape().lag()).isEqualTo(lag);
        String[] range = ranges.split(" ");
        Batch batch = DrawnTasks.training(task, 2000);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        List<List<Integer>> seen = new ArrayList<>();
        for (int n = 0; n < range.length; n++) {
            seen.add(new ArrayList<>());
        }
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int length = batch.length(sequence);
            assertThat(inputs.get(sequence, 0)).isZero();
            assertThat(inputs.get(sequence, length - 1)).isEqualTo(1);
            StringBuilder order = new StringBuilder();
            for (int place = 2; place < length; place++) {
                int symbol = inputs.get(sequence, place - 1);
                assertThat(symbol).isBetween(2, 7);
                if (symbol >= 6) {
                    seen.get(order.length()).add(place);
                    order.append(symbol - 6);
                }
            }
            assertThat(order).hasSize(range.length);
            int target = ((SymbolSequences) batch.targets()).get(sequence, length - 1);
            assertThat(target).isEqualTo(Integer.parseInt(order.toString(), 2));
        }
        for (int n = 0; n < range.length; n++) {
            String[] ends = range[n].split("-");
            assertThat(seen.get(n).stream().mapToInt(Integer::intValue).min()).hasValue(Integer.parseInt(ends[0]));
            assertThat(seen.get(n).stream().mapToInt(Integer::intValue).max()).hasValue(Integer.parseInt(ends[1]));
        }
    }

    @ParameterizedTest
    @CsvSource({"hs97-6a, 4", "hs97-6b, 8"})
    void constantsLandOnTheFloor(String name, int classes) {
        Task task = DrawnTasks.task(name, Map.of());
        Floor floor = task.floors().constant();
        Score mean = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> 1.0 / classes);
        DrawnTasks.assertLoss(mean.loss(), floor.loss(), 1e-4, SEQUENCES);
        Score one = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> output == 0 ? 1 : 0);
        DrawnTasks.assertShare(one.accuracy(), floor.accuracy(), SEQUENCES);
    }
}
