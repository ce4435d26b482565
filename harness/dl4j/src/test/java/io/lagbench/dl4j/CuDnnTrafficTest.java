package io.lagbench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Engines;
import io.lagbench.engine.InitialWeights;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.cudnn.CudaDevice;
import io.lagbench.workloads.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What goes between host and device in a fit and in a prediction. Runs on the stand-in of ci/cuda-stand-in, which counts. */
class CuDnnTrafficTest {
    private static final String LOG = System.getenv("CUDA_STAND_IN_LOG");
    private static final int BATCH = 5;
    private static final int HIDDEN = 7;

    /** Bytes and copies to the device and from it, and how often the host waited. */
    private record Traffic(long bytesUp, long copiesUp, long bytesDown, long copiesDown, long waits) {
        static Traffic untilNow() throws IOException {
            CudaDevice.facts(); // has the stand-in write its counts
            Map<String, Long> counts =
                    Files.readAllLines(Path.of(LOG, ProcessHandle.current().pid() + ".counts")).stream()
                            .map(line -> line.split(" "))
                            .collect(Collectors.toMap(parts -> parts[0], parts -> Long.valueOf(parts[1])));
            return new Traffic(
                    counts.getOrDefault("bytes-up", 0L),
                    counts.getOrDefault("copies-up", 0L),
                    counts.getOrDefault("bytes-down", 0L),
                    counts.getOrDefault("copies-down", 0L),
                    counts.getOrDefault("waits", 0L));
        }

        static Traffic of(Runnable call) throws IOException {
            Traffic before = untilNow();
            call.run();
            Traffic after = untilNow();
            return new Traffic(
                    after.bytesUp - before.bytesUp,
                    after.copiesUp - before.copiesUp,
                    after.bytesDown - before.bytesDown,
                    after.copiesDown - before.copiesDown,
                    after.waits - before.waits);
        }
    }

    @BeforeAll
    static void onTheStandIn() {
        assumeThat(LOG).isNotNull();
    }

    /** The input goes up, the outputs that are asked for come down, their gradients go up and those of the weights come down. */
    @ParameterizedTest
    @CsvSource({
        "recall,   length=31,             30,  8, false",
        "recall,   length=31 alphabet=30, 30, 30, false",
        "adding,   length=30,             30,  2, false",
        "copy,     length=30,             50, 10, true"
    })
    void nothingElseTravelsAndWeightsOnlyWhenTheyChanged(
            String task, String keys, int steps, int inputs, boolean answersAtEveryStep) throws IOException {
        Workload workload = Workload.of(
                task, (keys + " batch=" + BATCH + " hidden=" + HIDDEN + " backend=cuda-offload").split(" "));
        Batch batch = workload.task().newBatch(BATCH);
        workload.task().streams().training(1, false).next(batch);
        long input = (long) Float.BYTES * steps * BATCH * inputs;
        long outputs = (long) Float.BYTES * (answersAtEveryStep ? steps : 1) * BATCH * HIDDEN;
        try (Engine engine = Engines.get("cudnn").open(workload.network(), InitialWeights.of(workload.network()))) {
            Bound bound = engine.bind(batch);
            bound.encode();
            bound.predict();
            Traffic again = Traffic.of(bound::predict);
            assertThat(again).isEqualTo(new Traffic(input, 1, outputs, 1, 1));
            bound.fit();
            Traffic after = Traffic.of(bound::predict);
            long weights = after.bytesUp - again.bytesUp;
            assertThat(weights).as("bytes of weights").isGreaterThan(4L * Float.BYTES * HIDDEN * (inputs + HIDDEN));
            assertThat(after).isEqualTo(new Traffic(input + weights, 2, outputs, 1, 1));
            bound.fit();
            assertThat(Traffic.of(bound::fit))
                    .isEqualTo(new Traffic(input + weights + outputs, 3, outputs + weights, 2, 2));
        }
    }

    /** A step of a stream: symbol and carried state go up, the layer's output and the next state come down, in one wait. */
    @Test
    void aStepOfAStreamWaitsOnce() throws IOException {
        Workload workload =
                Workload.of("copy", "length=30", "batch=" + BATCH, "hidden=" + HIDDEN, "backend=cuda-offload");
        MultiLayerNetwork network = Dl4jNetworks.create(
                workload.network(), Optional.empty(), DataType.FLOAT, Dl4jNetworks.fused(KernelKind.CUDNN));
        int alphabet = workload.network().io().inputSize();
        INDArray symbols = Nd4j.zeros(DataType.INT32, BATCH, 1, 1);
        network.rnnTimeStep(symbols);
        network.rnnTimeStep(symbols);
        long input = (long) Float.BYTES * BATCH * alphabet;
        long state = 2L * Float.BYTES * BATCH * HIDDEN;
        assertThat(Traffic.of(() -> network.rnnTimeStep(symbols)))
                .isEqualTo(new Traffic(input + state, 3, state + state / 2, 3, 1));
        network.getLayer(0).close();
        network.close();
    }
}
