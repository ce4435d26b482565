package io.lagbench.jmh;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Engines;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.Tasks;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Engine {@code lstm1997} on experiment 2c of the 1997 paper: two cells, an update a batch, encoding left out. Read the counter
 * {@code steps}: a rate of 50 steps a microsecond is 20 ns a step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MemoryCellBenchmark {
    private static final int SEQUENCES = 64;

    /** What cells see of the step before. */
    @Param({"none", "full"})
    public String recurrence;

    /** Least distractors of a sequence, of as many kinds. */
    @Param({"50", "1000"})
    public int lag;

    /** Sequences of a batch, of an update. */
    @Param({"1", "16"})
    public int batch;

    private Engine engine;
    private Bound[] bound;
    private long[] steps;
    private int next;

    /** Counts the steps of the sequences. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Steps {
        /** Steps trained on or predicted. */
        public long steps;
    }

    /** Makes the network and draws sequences. */
    @Setup
    public void open() {
        Task task =
                Tasks.find("hs97-2c").orElseThrow().create(new Settings(Map.of("p", lag, "q", lag, "judged", "test")));
        NetworkSpec network = new NetworkSpec(
                Signature.of(task),
                new Architecture(Model.of(Model.LSTM), 2, 1, Gate.SIGMOID),
                new Training(
                        batch,
                        Regime.of("full"),
                        Optimizer.SGD,
                        0.005,
                        Optimizer.EPSILON,
                        Double.POSITIVE_INFINITY,
                        new Initialization("default"),
                        1),
                new Placement(
                        Backend.CPU,
                        Arithmetic.FP32,
                        OptionalInt.empty(),
                        new Settings(Map.of("recurrence", recurrence, "biases", "none"))));
        engine = Engines.get("lstm1997").open(network, Optional.empty());
        BatchStream stream = task.streams().training(1, false);
        bound = new Bound[Math.max(1, SEQUENCES / batch)];
        steps = new long[bound.length];
        for (int i = 0; i < bound.length; i++) {
            Batch drawn = task.newBatch(batch);
            stream.next(drawn);
            bound[i] = engine.bind(drawn);
            bound[i].encode();
            steps[i] = drawn.steps();
        }
    }

    /** Releases the network. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Forward, gradient and update. */
    @Benchmark
    public double fit(Steps counted) {
        return after(counted).fit().lossSum();
    }

    /** Forward alone. */
    @Benchmark
    public float predict(Steps counted) {
        return after(counted).predict().get(0, 0, 0);
    }

    private Bound after(Steps counted) {
        int drawn = next;
        next = (next + 1) % bound.length;
        counted.steps += steps[drawn];
        return bound[drawn];
    }
}
