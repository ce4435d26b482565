package io.lagbench.jmh;

import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.results.CsvAppender;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.workloads.Layout;
import io.lagbench.workloads.Score;
import io.lagbench.workloads.SymbolSequences;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the harness itself does around a fit. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RecordingBenchmark {

    /** A batch of 32 x 1000 symbols of 10, new ones each time. */
    @State(Scope.Benchmark)
    public static class Symbols {
        private final SymbolSequences sequences = new SymbolSequences(32, 1000, Shape.SYMBOLS);
        private final SymbolSequences.Encoder encoder = sequences.encoder(
                FloatBuffer.allocate(32 * 1000 * Shape.SYMBOLS), Layout.sequenceFastest(32, Shape.SYMBOLS));
        private int shift;

        void change() {
            shift++;
            for (int sequence = 0; sequence < 32; sequence++) {
                for (int step = 0; step < 1000; step++) {
                    sequences.set(sequence, step, (step + shift) % Shape.SYMBOLS);
                }
            }
        }
    }

    /** Recorder of latencies. */
    @State(Scope.Benchmark)
    public static class Recorder {
        private final LatencyRecorder recorder = new LatencyRecorder();
        private long nanos = 1;
    }

    /** A CSV file. */
    @State(Scope.Benchmark)
    public static class Csv {
        private Path folder;
        private CsvAppender<Schema.LearningRow> appender;
        private final Schema.LearningRow row = new Schema.LearningRow(
                "0123456789ab",
                new TrialEvent.Evaluated(100, 3200, 1.5, new Score(0.25, 0.75, 0.5, 0.125), 1000, null, List.of()));

        /** Creates it. */
        @Setup
        public void open() throws IOException {
            folder = Files.createTempDirectory("lagbench-jmh");
            appender = CsvAppender.create(folder, Schema.LEARNING);
        }

        /** Removes it. */
        @TearDown
        public void close() throws IOException {
            appender.close();
            Files.delete(folder.resolve(Schema.LEARNING.file()));
            Files.delete(folder);
        }
    }

    /** New symbols and their one-hot encoding. */
    @Benchmark
    public void encode(Symbols symbols) {
        symbols.change();
        symbols.encoder.encode();
    }

    /** One latency. */
    @Benchmark
    public void record(Recorder state) {
        state.nanos = state.nanos * 3 % 1_000_003;
        state.recorder.record(state.nanos);
    }

    /** One row, written and flushed. */
    @Benchmark
    public void csvRow(Csv csv) throws IOException {
        csv.appender.append(csv.row);
    }
}
