package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.FusedUpdater;
import io.lagbench.lstm.TestedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Resident memory over thousands of fits at changing shapes. Takes minutes; run by ci/conformance.sh. */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
class ResidentMemoryTest {
    private static final int SHAPES = 50;
    private static final int FITS = 20_000;
    private static final int NETWORKS = 1000;

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list(
                        FusedLSTM.of(new LSTM.Builder()
                                .nIn(10)
                                .nOut(64)
                                .activation(Activation.TANH)
                                .build()),
                        FusedRnnOutput.of(new RnnOutputLayer.Builder(new LossMCXENT())
                                .nIn(64)
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build()))
                .build());
        network.init();
        FusedUpdater.attach(network);
        return network;
    }

    @Test
    void staysFlatOverTwentyThousandFitsAtFiftyShapes() throws IOException {
        MultiLayerNetwork network = network();
        Random random = new Random(20261123);
        INDArray[] x = new INDArray[SHAPES];
        INDArray[] y = new INDArray[SHAPES];
        for (int i = 0; i < SHAPES; i++) {
            int batch = 1 + random.nextInt(32);
            int steps = 1 + random.nextInt(200);
            x[i] = Nd4j.rand(DataType.FLOAT, batch, 10, steps);
            y[i] = Nd4j.ones(DataType.FLOAT, batch, 10, steps);
        }
        long warm = 0;
        for (int fit = 0; fit < FITS; fit++) {
            int i = random.nextInt(SHAPES);
            network.fit(x[i], y[i]);
            if ((fit + 1) % 2000 == 0) {
                long now = residentKilobytes();
                System.out.printf("after %d fits over %d shapes: %d kB resident%n", fit + 1, SHAPES, now);
                if (fit + 1 == 2000) {
                    warm = now;
                }
            }
        }
        assertThat(residentKilobytes())
                .as("kB resident; after 2,000 fits %d", warm)
                .isLessThan(warm * 103 / 100);
    }

    @Test
    void staysFlatOverAThousandNetworksMadeTrainedAndClosed() throws IOException {
        long warm = 0;
        for (int made = 1; made <= NETWORKS; made++) {
            MultiLayerNetwork network = network();
            INDArray x = Nd4j.rand(DataType.FLOAT, 8, 10, 50);
            INDArray y = Nd4j.ones(DataType.FLOAT, 8, 10, 50);
            for (int fit = 0; fit < 3; fit++) {
                network.fit(x, y);
            }
            Arrays.stream(network.getLayers()).forEach(Layer::close);
            network.close();
            x.close();
            y.close();
            if (made % 100 == 0) {
                long now = residentKilobytes();
                System.out.printf("after %d networks: %d kB resident%n", made, now);
                if (made == 400) { // compiled code and the C library's arenas grow until about here
                    warm = now;
                }
            }
        }
        assertThat(residentKilobytes())
                .as("kB resident; after 400 networks %d", warm)
                .isLessThan(warm * 103 / 100);
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }
}
