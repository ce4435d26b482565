package io.lagbench.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

    private static double[] seconds(Plan plan, double each) {
        double[] seconds = new double[plan.trials().size()];
        Arrays.fill(seconds, each);
        return seconds;
    }

    private static Map<String, Integer> shardOfTrial(List<List<TrialSpec>> shards) {
        Map<String, Integer> shardOfTrial = new HashMap<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            for (TrialSpec trial : shards.get(shard)) {
                assertThat(shardOfTrial.put(trial.id(), shard)).as("once").isNull();
            }
        }
        return shardOfTrial;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void everyTrialIsInOneShardBesideAllThatItIsComparedWith(int count) {
        Plan plan = Trials.plan(
                "recall",
                "lstm=stock,onednn,simd",
                "threads=1,2",
                "hidden=4,8",
                "batch=1,2,3",
                "regime=full",
                "length=10");
        List<List<TrialSpec>> shards = new Partition(plan, seconds(plan, 1)).shards(count);
        assertThat(shards).hasSize(count);
        Map<String, Integer> shardOfTrial = shardOfTrial(shards);
        assertThat(shardOfTrial).hasSize(plan.trials().size()).hasSize(36);
        Map<Object, Integer> shardOfWorkload = new HashMap<>();
        for (TrialSpec trial : plan.trials()) {
            int shard = shardOfTrial.get(trial.id());
            assertThat(shardOfWorkload.merge(trial.workloadSettings(), shard, (one, other) -> one))
                    .isEqualTo(shard);
        }
        assertThat(shardOfWorkload).hasSize(6);
        assertThat(shards.stream().filter(shard -> !shard.isEmpty()).count()).isEqualTo(Math.min(count, 6));
    }

    @Test
    void keysOfOneEngineMakeNoWorkloadOfItsOwn() {
        TrialSpec auto = Trials.trial("recall", "lstm=cudnn", "cudnn-algo=auto");
        TrialSpec standard = Trials.trial("recall", "lstm=cudnn", "cudnn-algo=standard");
        assertThat(auto.workloadSettings())
                .isEqualTo(standard.workloadSettings())
                .isEqualTo(Trials.trial("recall", "lstm=stock").workloadSettings())
                .isNotEqualTo(Trials.trial("recall", "hidden=7").workloadSettings());
    }

    @Test
    void aSearchForTheLongestLagIsOneBlock() {
        Plan plan = Trials.plan("recall", "until=longest", "length=10", "hidden=4,8", "updates=10");
        assertThat(plan.trials().size()).isGreaterThan(4);
        Map<String, Integer> shardOfTrial = shardOfTrial(new Partition(plan, seconds(plan, 1)).shards(2));
        for (TrialSpec trial : plan.trials()) {
            assertThat(shardOfTrial.get(trial.id())).isEqualTo(trial.hidden() == 4 ? 0 : 1);
        }
    }

    @Test
    void theLongestBlocksAreDealtFirst() {
        Plan plan = Trials.plan("recall", "hidden=1,2,3,4,5", "length=10");
        double[] seconds = {1, 8, 1, 10, 3};
        List<List<TrialSpec>> shards = new Partition(plan, seconds).shards(2);
        assertThat(shards.get(0)).extracting(TrialSpec::hidden).containsExactly(1, 3, 4);
        assertThat(shards.get(1)).extracting(TrialSpec::hidden).containsExactly(2, 5);
    }
}
