package io.lagbench.lstm.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a native library prepared for the {@link #MOST_PLANS} keys used last; the one least recently used makes room. For one
 * thread at a time.
 *
 * @param <K> what a plan is for, a shape for example
 * @param <P> a plan
 */
public final class PlanCache<K, P> implements AutoCloseable {
    /** Plans that are kept at most; they are small beside the memory that they run in. */
    static final int MOST_PLANS = 64;

    private final Function<? super K, ? extends P> create;
    private final Consumer<? super P> release;
    private final Map<K, P> plans = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * An empty cache.
     *
     * @param create makes the plan of a key
     * @param release frees the memory of a plan
     */
    public PlanCache(Function<? super K, ? extends P> create, Consumer<? super P> release) {
        this.create = create;
        this.release = release;
    }

    /** The plan of a key, made if it is not kept; another is released before, if the cache is full. */
    public P get(K key) {
        P plan = plans.get(key);
        if (plan == null) {
            if (plans.size() == MOST_PLANS) {
                K eldest = plans.keySet().iterator().next();
                release.accept(plans.remove(eldest));
            }
            plan = create.apply(key);
            plans.put(key, plan);
        }
        return plan;
    }

    /** Releases all plans; the cache is empty afterwards. */
    @Override
    public void close() {
        plans.values().forEach(release);
        plans.clear();
    }
}
