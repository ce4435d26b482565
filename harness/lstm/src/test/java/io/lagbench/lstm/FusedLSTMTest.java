package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The fused layer against DL4J's own, in whole networks. */
class FusedLSTMTest {
    private static final int CLASSES = 4;

    @BeforeAll
    static void oneDnnIsThere() {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
    }

    private static LSTM stock(int in, int hidden, RNNFormat format) {
        return new LSTM.Builder()
                .nIn(in)
                .nOut(hidden)
                .activation(Activation.TANH)
                .dataFormat(format)
                .build();
    }

    private static MultiLayerNetwork network(
            int layers, int in, int hidden, RNNFormat format, int segment, UnaryOperator<LSTM> kind) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(5)
                .weightInit(WeightInit.XAVIER)
                .l2(1e-3)
                .updater(new Adam(0.01))
                .list();
        for (int layer = 0; layer < layers; layer++) {
            list.layer(kind.apply(stock(layer == 0 ? in : hidden, hidden, format)));
        }
        list.layer(new RnnOutputLayer.Builder(new LossMCXENT())
                .nIn(hidden)
                .nOut(CLASSES)
                .dataFormat(format)
                .activation(Activation.SOFTMAX)
                .build());
        if (segment > 0) {
            list.backpropType(BackpropType.TruncatedBPTT);
            list.tBPTTForwardLength(segment);
            list.tBPTTBackwardLength(segment);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.build());
        network.init();
        return network;
    }

    private static INDArray inputs(RNNFormat format, long seed, int batch, int in, int steps) {
        INDArray array = LstmCase.array(new Random(seed), DataType.FLOAT, 'c', 1, batch, in, steps);
        return format == RNNFormat.NCW ? array : array.permute(0, 2, 1).dup();
    }

    private static INDArray labels(RNNFormat format, long seed, int batch, int steps) {
        Random random = new Random(seed);
        INDArray array = Nd4j.zeros(DataType.FLOAT, batch, CLASSES, steps);
        for (int s = 0; s < batch; s++) {
            for (int t = 0; t < steps; t++) {
                array.putScalar(s, random.nextInt(CLASSES), t, 1);
            }
        }
        return format == RNNFormat.NCW ? array : array.permute(0, 2, 1).dup();
    }

    @ParameterizedTest
    @CsvSource({
        "1, NCW, 3, 5, 7, 11",
        "1, NWC, 3, 5, 7, 11",
        "2, NCW, 8, 4, 13, 6",
        "3, NWC, 2, 9, 1, 17",
        "1, NCW, 1, 1, 1, 1"
    })
    void outputsAndGradientsAreStocks(int layers, RNNFormat format, int batch, int in, int steps, int hidden) {
        MultiLayerNetwork stock = network(layers, in, hidden, format, 0, layer -> layer);
        MultiLayerNetwork fused = network(layers, in, hidden, format, 0, FusedLSTM::of);
        assertThat(fused.params()).isEqualTo(stock.params());
        assertThat(fused.getLayer(0)).isInstanceOf(FusedLstmLayer.class);
        INDArray x = inputs(format, 1, batch, in, steps);
        INDArray y = labels(format, 2, batch, steps);
        assertThat(LstmCase.relativeError(fused.output(x), stock.output(x))).isLessThan(1e-5);
        for (MultiLayerNetwork network : List.of(stock, fused)) {
            network.setInput(x);
            network.setLabels(y);
            network.computeGradientAndScore();
        }
        assertThat(fused.score()).isCloseTo(stock.score(), within(1e-4));
        stock.gradient().gradientForVariable().forEach((name, expected) -> {
            INDArray actual = fused.gradient().getGradientFor(name);
            if (expected.norm2Number().doubleValue() > 0) {
                assertThat(LstmCase.relativeError(actual, expected)).as(name).isLessThan(1e-4);
            }
        });
    }

    @Test
    void twoHundredUpdatesEndWithTheSameLoss() {
        MultiLayerNetwork stock = network(1, 5, 12, RNNFormat.NCW, 0, layer -> layer);
        MultiLayerNetwork fused = network(1, 5, 12, RNNFormat.NCW, 0, FusedLSTM::of);
        for (int update = 0; update < 200; update++) {
            int batch = 2 + update % 3;
            INDArray x = inputs(RNNFormat.NCW, update % 7, batch, 5, 6);
            INDArray y = labels(RNNFormat.NCW, update % 7, batch, 6);
            stock.fit(x, y);
            fused.fit(x, y);
        }
        assertThat(fused.score()).isCloseTo(stock.score(), within(1e-3 * Math.max(1, stock.score())));
    }

    @Test
    void truncatedBackpropagationCarriesTheState() {
        MultiLayerNetwork once = network(1, 5, 8, RNNFormat.NCW, 6, FusedLSTM::of);
        MultiLayerNetwork full = network(1, 5, 8, RNNFormat.NCW, 0, FusedLSTM::of);
        MultiLayerNetwork segments = network(1, 5, 8, RNNFormat.NCW, 4, FusedLSTM::of);
        INDArray x = inputs(RNNFormat.NCW, 1, 3, 5, 6);
        INDArray y = labels(RNNFormat.NCW, 2, 3, 6);
        full.fit(x, y);
        once.fit(x, y);
        assertThat(LstmCase.relativeError(once.params(), full.params())).isLessThan(1e-6);
        segments.fit(x, y); // 4 steps, then 2
        assertThat(segments.getIterationCount()).isEqualTo(2);
        assertThat(segments.rnnGetPreviousState(0)).as("reset afterwards").isEmpty();
    }

    @Test
    void timeStepsAreTheWholeSequence() {
        MultiLayerNetwork fused = network(2, 5, 8, RNNFormat.NCW, 0, FusedLSTM::of);
        MultiLayerNetwork stock = network(2, 5, 8, RNNFormat.NCW, 0, layer -> layer);
        INDArray x = inputs(RNNFormat.NCW, 1, 3, 5, 6);
        INDArray whole = fused.output(x).dup();
        List<INDArray> steps = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            INDArray step = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1));
            steps.add(fused.rnnTimeStep(step).dup());
            assertThat(LstmCase.relativeError(steps.get(t), stock.rnnTimeStep(step)))
                    .isLessThan(1e-5);
        }
        assertThat(LstmCase.relativeError(
                        steps.get(5).get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0)),
                        whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(5))))
                .isLessThan(1e-5);
        fused.rnnClearPreviousState();
        INDArray first = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 1));
        assertThat(LstmCase.relativeError(fused.rnnTimeStep(first), steps.get(0)))
                .isLessThan(1e-6);
    }

    @Test
    void savedNetworksAndConfigurationsComeBack() throws IOException {
        MultiLayerNetwork fused = network(1, 5, 8, RNNFormat.NCW, 0, FusedLSTM::of);
        INDArray x = inputs(RNNFormat.NCW, 1, 3, 5, 6);
        INDArray expected = fused.output(x).dup();
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        ModelSerializer.writeModel(fused, saved, true);
        MultiLayerNetwork restored =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(saved.toByteArray()), true);
        assertThat(restored.getLayer(0)).isInstanceOf(FusedLstmLayer.class);
        assertThat(restored.output(x)).isEqualTo(expected);
        assertThat(fused.clone().output(x)).isEqualTo(expected);
        MultiLayerConfiguration json = MultiLayerConfiguration.fromJson(
                fused.getLayerWiseConfigurations().toJson());
        assertThat(json.getConf(0).getLayer()).isInstanceOf(FusedLSTM.class);
    }

    @Test
    void convertsBothWays() {
        LSTM stock = stock(3, 4, RNNFormat.NCW);
        stock.setForgetGateBiasInit(2.5);
        FusedLSTM fused = FusedLSTM.of(stock);
        assertThat(fused.getForgetGateBiasInit()).isEqualTo(2.5);
        LSTM back = fused.toStock();
        assertThat(back).isExactlyInstanceOf(LSTM.class).isEqualTo(stock);
    }

    @Test
    void refusesWhatItCannotDo() {
        UnaryOperator<LSTM> relu = layer -> {
            layer.setActivationFn(Activation.RELU.getActivationFunction());
            return FusedLSTM.of(layer);
        };
        assertThatThrownBy(() -> network(1, 3, 4, RNNFormat.NCW, 0, relu))
                .hasStackTraceContaining(
                        "supports activation tanh, gate activation sigmoid and data type FLOAT, not relu");
        UnaryOperator<LSTM> hard = layer -> {
            layer.setGateActivationFn(Activation.HARDSIGMOID.getActivationFunction());
            return FusedLSTM.of(layer);
        };
        assertThatThrownBy(() -> network(1, 3, 4, RNNFormat.NCW, 0, hard)).hasStackTraceContaining("hardsigmoid");
        MultiLayerNetwork fused = network(1, 5, 8, RNNFormat.NCW, 0, FusedLSTM::of);
        INDArray x = inputs(RNNFormat.NCW, 1, 3, 5, 6);
        INDArray y = labels(RNNFormat.NCW, 2, 3, 6);
        INDArray mask = Nd4j.ones(DataType.FLOAT, 3, 6);
        assertThatThrownBy(() -> fused.fit(x, y, mask, mask))
                .hasStackTraceContaining("feature masks; got one of [3, 6]");
        fused.fit(x, y, null, mask);
        for (Layer layer : fused.getLayers()) {
            layer.close();
        }
    }
}
