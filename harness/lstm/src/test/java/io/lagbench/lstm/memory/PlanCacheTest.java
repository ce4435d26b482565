package io.lagbench.lstm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
    private final List<Integer> made = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private final PlanCache<Integer, String> cache = new PlanCache<>(
            key -> {
                made.add(key);
                return "plan " + key;
            },
            released::add);

    private void fill() {
        for (int key = 0; key < PlanCache.MOST_PLANS; key++) {
            cache.get(key);
        }
    }

    @Test
    void makesAPlanOnce() {
        assertThat(cache.get(1)).isSameAs(cache.get(1)).isEqualTo("plan 1");
        assertThat(made).containsExactly(1);
    }

    @Test
    void keepsSixtyFourPlans() {
        fill();
        assertThat(made).hasSize(64);
        assertThat(released).isEmpty();
    }

    @Test
    void evictsLeastRecentlyUsed() {
        fill();
        cache.get(0);
        cache.get(1000);
        assertThat(released).containsExactly("plan 1");
        cache.get(0);
        assertThat(made).endsWith(63, 1000);
        cache.get(1);
        assertThat(made).endsWith(1000, 1);
        assertThat(released).containsExactly("plan 1", "plan 2");
    }

    @Test
    void releasesEachPlanOnceWhenClosed() {
        cache.get(1);
        cache.get(2);
        cache.close();
        cache.close();
        assertThat(released).containsExactlyInAnyOrder("plan 1", "plan 2");
    }
}
