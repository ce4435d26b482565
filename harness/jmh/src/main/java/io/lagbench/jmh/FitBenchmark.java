package io.lagbench.jmh;

import java.util.concurrent.TimeUnit;
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

/** A whole fit: forward, loss at every step, backward, Adam. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
public class FitBenchmark {
    /** What the network is made of. */
    @Param({"STOCK", "FUSED_LSTM", "FUSED", "SIMD", "DENSE", "DENSE_FUSED_OUTPUT"})
    public TrainingStep.Kind kind;

    /** Batch x steps x hidden. */
    @Param({"1x4x20", "1x1000x20", "32x1000x128", "128x100x256"})
    public String shape;

    private TrainingStep step;

    /** Makes the network. */
    @Setup
    public void open() {
        step = new TrainingStep(kind, Shape.parse(shape));
    }

    /** Releases the network. */
    @TearDown
    public void close() {
        step.close();
    }

    /** One update. */
    @Benchmark
    public double fit() {
        step.fit();
        return step.score();
    }
}
