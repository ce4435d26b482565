package io.lagbench.jmh;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

/** One step of one sequence with the state carried on: {@code rnnTimeStep}, as a service that answers symbol by symbol. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
public class StreamingBenchmark {
    /** What the network is made of. */
    @Param({"STOCK", "FUSED"})
    public TrainingStep.Kind kind;

    /** Width of the layer. */
    @Param({"20", "512"})
    public int hidden;

    private TrainingStep step;
    private INDArray input;

    /** Makes the network. */
    @Setup
    public void open() {
        step = new TrainingStep(kind, new Shape(1, 4, hidden));
        input = Nd4j.zeros(DataType.FLOAT, 1, Shape.SYMBOLS, 1);
        input.putScalar(0, 3, 0, 1);
    }

    /** Releases the network. */
    @TearDown
    public void close() {
        step.close();
    }

    /** One step. */
    @Benchmark
    public INDArray step() {
        return step.network().rnnTimeStep(input);
    }
}
