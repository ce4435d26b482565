package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.FusedUpdater;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.reference.LstmCase;
import io.lagbench.lstm.reference.ResultComparison;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** The fused output layer and updater against DL4J's own, behind a DL4J LSTM. */
@Tag("slow")
class FusedRnnOutputTest {
    private static final double TOLERANCE = 2e-5;

    @BeforeAll
    static void requireArraysOnTheHost() {
        assumeThat(Nd4jBackend.problem()).isEmpty();
        assumeThat(Nd4jBackend.onDevice()).isFalse();
    }

    /** What differs between two networks. */
    private enum Kind {
        STOCK,
        FUSED,
        /** Numbers of type INT32 as labels. */
        FUSED_SYMBOLS,
        /** Numbers in single precision. */
        FUSED_FLOAT_SYMBOLS;

        boolean readsNumbers() {
            return this == FUSED_SYMBOLS || this == FUSED_FLOAT_SYMBOLS;
        }
    }

    /** What the layer supports. */
    private enum Output {
        SOFTMAX(Activation.SOFTMAX, new LossMCXENT()),
        SIGMOID(Activation.SIGMOID, new LossBinaryXENT()),
        SQUARED_LINEAR(Activation.IDENTITY, new LossL2()),
        SQUARED_SIGMOID(Activation.SIGMOID, new LossL2());

        private final Activation activation;
        private final ILossFunction loss;

        Output(Activation activation, ILossFunction loss) {
            this.activation = activation;
            this.loss = loss;
        }
    }

    /** A network and how it is trained. */
    private record Settings(
            Output output, RNNFormat format, int in, int hidden, int outputs, IUpdater updater, int tbptt) {

        MultiLayerNetwork network(Kind kind) {
            return network(kind, builder());
        }

        NeuralNetConfiguration.Builder builder() {
            return new NeuralNetConfiguration.Builder().seed(3).updater(updater);
        }

        MultiLayerNetwork network(Kind kind, NeuralNetConfiguration.Builder builder) {
            RnnOutputLayer stock = new RnnOutputLayer.Builder(output.loss)
                    .activation(output.activation)
                    .nIn(hidden)
                    .nOut(outputs)
                    .dataFormat(format)
                    .build();
            FusedRnnOutput fused = FusedRnnOutput.of(stock);
            fused.setSymbolLabels(kind.readsNumbers());
            NeuralNetConfiguration.ListBuilder list = builder.list()
                    .layer(new LSTM.Builder()
                            .nIn(in)
                            .nOut(hidden)
                            .activation(Activation.TANH)
                            .dataFormat(format)
                            .build())
                    .layer(kind == Kind.STOCK ? stock : fused);
            if (tbptt > 0) {
                list.backpropType(BackpropType.TruncatedBPTT)
                        .tBPTTForwardLength(tbptt)
                        .tBPTTBackwardLength(tbptt);
            }
            MultiLayerNetwork network = new MultiLayerNetwork(list.build());
            network.init();
            network.getParam("1_W").muli(4); // answers far from chance, where clipping and rounding show
            if (kind != Kind.STOCK) {
                FusedUpdater.attach(network);
            }
            return network;
        }
    }

    /** Random inputs, and labels both one-hot with a mask and as numbers. */
    private static final class Data {
        private final INDArray inputs;
        private final INDArray labels;
        private final INDArray mask;
        private final INDArray numbers;

        Data(Settings settings, long seed, int batch, int steps, boolean masked) {
            Random random = new Random(seed);
            INDArray x = LstmCase.normal(random, DataType.FLOAT, batch, settings.in, steps);
            INDArray y = Nd4j.zeros(DataType.FLOAT, batch, settings.outputs, steps);
            INDArray n = Nd4j.zeros(DataType.FLOAT, batch, 1, steps);
            INDArray m = Nd4j.ones(DataType.FLOAT, batch, steps);
            for (int s = 0; s < batch; s++) {
                for (int t = 0; t < steps; t++) {
                    int symbol = random.nextInt(settings.outputs);
                    boolean hidden = masked && t + 1 < steps && random.nextInt(3) == 0;
                    y.putScalar(s, symbol, t, 1);
                    n.putScalar(s, 0, t, hidden ? -1 : symbol);
                    m.putScalar(s, t, hidden ? 0 : 1);
                }
            }
            inputs = inFormat(settings, x);
            labels = inFormat(settings, y);
            numbers = inFormat(settings, n);
            mask = masked ? m : null;
        }

        private static INDArray inFormat(Settings settings, INDArray array) {
            return settings.format == RNNFormat.NCW
                    ? array
                    : array.permute(0, 2, 1).dup();
        }

        DataSet of(Kind kind) {
            return kind.readsNumbers()
                    ? new DataSet(inputs, kind == Kind.FUSED_SYMBOLS ? numbers.castTo(DataType.INT32) : numbers)
                    : new DataSet(inputs, labels, null, mask);
        }
    }

    static Stream<Arguments> settings() {
        Random random = new Random(7);
        return Stream.iterate(0, i -> i + 1).limit(24).map(i -> {
            IUpdater updater = switch (i % 4) {
                case 0 -> new Adam(0.01);
                case 1 -> new RmsProp(0.01);
                case 2 -> new Nesterovs(0.01, 0.9);
                default -> new Sgd(0.1);
            };
            Settings settings = new Settings(
                    Output.values()[i / 6],
                    i % 3 == 0 ? RNNFormat.NWC : RNNFormat.NCW,
                    1 + random.nextInt(6),
                    1 + random.nextInt(12),
                    2 + random.nextInt(i == 5 ? 9000 : 12),
                    updater,
                    i % 6 == 1 ? 2 : 0);
            return Arguments.of(settings, 1 + random.nextInt(6), 2 + random.nextInt(9), i % 4 < 2, 100L + i);
        });
    }

    @ParameterizedTest
    @MethodSource("settings")
    void outputsLossesGradientsAndUpdatesMatchDl4j(Settings settings, int batch, int steps, boolean masked, long seed) {
        Data data = new Data(settings, seed, batch, steps, masked);
        MultiLayerNetwork stock = settings.network(Kind.STOCK);
        for (Kind kind : List.of(Kind.FUSED, Kind.FUSED_SYMBOLS, Kind.FUSED_FLOAT_SYMBOLS)) {
            MultiLayerNetwork reference = stock.clone();
            MultiLayerNetwork fused = settings.network(kind);
            near("output", fused.output(data.inputs), reference.output(data.inputs));
            near(
                    "scores of examples",
                    fused.scoreExamples(data.of(kind), true),
                    reference.scoreExamples(data.of(Kind.STOCK), true));
            double score = reference.score(data.of(Kind.STOCK));
            assertThat(fused.score(data.of(kind))).isCloseTo(score, within(1e-4 * Math.max(1, score)));
            for (int fit = 0; fit < 5; fit++) {
                fused.fit(data.of(kind));
                reference.fit(data.of(Kind.STOCK));
                assertThat(fused.score()).isCloseTo(reference.score(), within(1e-4 * Math.max(1, reference.score())));
            }
            near("parameters", fused.params(), reference.params());
            if (fused.updaterState() != null) {
                near("updater state", fused.updaterState(), reference.updaterState());
            }
        }
    }

    private static void near(String what, INDArray actual, INDArray expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        assertThat(ResultComparison.relativeError(actual, expected)).as(what).isLessThanOrEqualTo(TOLERANCE);
    }

    private static Settings plain(Output output) {
        return new Settings(output, RNNFormat.NCW, 4, 7, 5, new Adam(0.01), 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = GradientNormalization.class,
            names = {
                "ClipL2PerLayer",
                "ClipL2PerParamType",
                "RenormalizeL2PerLayer",
                "RenormalizeL2PerParamType",
                "ClipElementWiseAbsoluteValue"
            })
    void clippingAndWeightDecayAreThoseOfDl4j(GradientNormalization normalization) {
        Settings settings = plain(Output.SOFTMAX);
        Data data = new Data(settings, 5, 3, 6, false);
        MultiLayerNetwork stock = settings.network(Kind.STOCK, decaying(settings, normalization));
        MultiLayerNetwork fused = settings.network(Kind.FUSED, decaying(settings, normalization));
        for (int fit = 0; fit < 10; fit++) {
            stock.fit(data.of(Kind.STOCK));
            fused.fit(data.of(Kind.FUSED));
        }
        near("parameters", fused.params(), stock.params());
    }

    private static NeuralNetConfiguration.Builder decaying(Settings settings, GradientNormalization normalization) {
        return settings.builder()
                .l2(0.01)
                .weightDecay(0.01)
                .gradientNormalization(normalization)
                .gradientNormalizationThreshold(0.05);
    }

    @Test
    void weightNoiseIsThatOfDl4j() {
        Settings settings = plain(Output.SOFTMAX);
        Data data = new Data(settings, 5, 3, 6, false);
        MultiLayerNetwork stock =
                settings.network(Kind.STOCK, settings.builder().weightNoise(new DropConnect(0.7)));
        MultiLayerNetwork fused =
                settings.network(Kind.FUSED, settings.builder().weightNoise(new DropConnect(0.7)));
        for (int fit = 0; fit < 3; fit++) {
            Nd4j.getRandom().setSeed(11 + fit);
            stock.fit(data.of(Kind.STOCK));
            Nd4j.getRandom().setSeed(11 + fit);
            fused.fit(data.of(Kind.FUSED));
        }
        near("parameters", fused.params(), stock.params());
    }

    /** Central differences in double precision of DL4J's own network, so that both are not wrong together. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FUSED", "FUSED_SYMBOLS"})
    void gradientsAreThoseOfFiniteDifferences(Kind kind) {
        for (Output output : Output.values()) {
            Settings settings = plain(output);
            Data data = new Data(settings, 9, 3, 5, true);
            MultiLayerNetwork fused = settings.network(kind);
            DataSet given = data.of(kind);
            fused.setInput(given.getFeatures());
            fused.setLabels(given.getLabels());
            fused.setLayerMaskArrays(null, given.getLabelsMaskArray());
            fused.computeGradientAndScore();
            INDArray gradient = fused.gradient().gradient().dup();
            fused.clearLayerMaskArrays();
            MultiLayerNetwork exact =
                    settings.network(Kind.STOCK, settings.builder().dataType(DataType.DOUBLE));
            exact.setParams(fused.params().castTo(DataType.DOUBLE));
            for (long i = 0; i < gradient.length(); i += 7) {
                assertThat(gradient.getDouble(i) / 3) // DL4J divides by the batch in its updater
                        .as(kind + " parameter " + i)
                        .isCloseTo(centralDifference(exact, i, data.of(Kind.STOCK)), within(1e-5));
            }
        }
    }

    /** DL4J's layer takes it that labels are distributions. */
    @Test
    void softmaxGradientOfUnnormalisedLabels() {
        Settings settings = plain(Output.SOFTMAX);
        INDArray inputs = LstmCase.normal(new Random(1), DataType.FLOAT, 3, 4, 6);
        DataSet sets = new DataSet(inputs, Nd4j.zeros(DataType.FLOAT, 3, 5, 6));
        for (int step = 0; step < 6; step++) {
            for (int symbol = 0; symbol < step; symbol++) {
                sets.getLabels().putScalar(step % 3, symbol, step, 1);
            }
        }
        MultiLayerNetwork fused = settings.network(Kind.FUSED);
        fused.setInput(inputs);
        fused.setLabels(sets.getLabels());
        fused.computeGradientAndScore();
        INDArray gradient = fused.gradient().gradient().dup();
        MultiLayerNetwork exact =
                settings.network(Kind.STOCK, settings.builder().dataType(DataType.DOUBLE));
        exact.setParams(fused.params().castTo(DataType.DOUBLE));
        for (long i = 0; i < gradient.length(); i += 7) {
            assertThat(gradient.getDouble(i) / 3)
                    .as("parameter " + i)
                    .isCloseTo(centralDifference(exact, i, sets), within(1e-5));
        }
    }

    private static double centralDifference(MultiLayerNetwork network, long parameter, DataSet data) {
        double step = 1e-5;
        double value = network.params().getDouble(parameter);
        network.params().putScalar(parameter, value + step);
        double above = network.score(data, true);
        network.params().putScalar(parameter, value - step);
        double below = network.score(data, true);
        network.params().putScalar(parameter, value);
        return (above - below) / (2 * step);
    }

    @Test
    void scoreIsOfGivenDataNotLatestFit() {
        Settings settings = plain(Output.SOFTMAX);
        MultiLayerNetwork network = settings.network(Kind.FUSED);
        Data first = new Data(settings, 1, 3, 6, false);
        Data second = new Data(settings, 2, 3, 6, false);
        network.fit(first.of(Kind.FUSED));
        MultiLayerNetwork stock = settings.network(Kind.STOCK);
        stock.setParams(network.params());
        double expected = stock.score(second.of(Kind.STOCK), true);
        assertThat(network.score(second.of(Kind.FUSED), true)).isCloseTo(expected, within(1e-4));
    }

    @Test
    void aSavedNetworkTrainsOnAsIfNeverSaved() throws Exception {
        Settings settings = plain(Output.SIGMOID);
        Data data = new Data(settings, 5, 3, 6, true);
        MultiLayerNetwork network = settings.network(Kind.FUSED_SYMBOLS);
        network.fit(data.of(Kind.FUSED_SYMBOLS));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork loaded =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(file.toByteArray()), true);
        assertThat(loaded.getLayer(1)).isInstanceOf(FusedRnnOutputLayer.class);
        assertThat(loaded.getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
        MultiLayerNetwork attached = loaded.clone();
        FusedUpdater.attach(attached);
        for (MultiLayerNetwork each : List.of(network, loaded, attached)) {
            for (int fit = 0; fit < 3; fit++) {
                each.fit(data.of(Kind.FUSED_SYMBOLS));
            }
        }
        near("parameters with DL4J's updater", loaded.params(), network.params());
        near("parameters with the fused one", attached.params(), network.params());
    }

    /** DL4J's own layer fails without a bias when it answers. */
    @Test
    void withoutBiasOutputsAreThoseOfAZeroBias() {
        RnnOutputLayer stock = new RnnOutputLayer.Builder(new LossMCXENT())
                .nIn(7)
                .nOut(5)
                .hasBias(false)
                .build();
        MultiLayerNetwork unbiased = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Sgd(1))
                .list(
                        new LSTM.Builder()
                                .nIn(4)
                                .nOut(7)
                                .activation(Activation.TANH)
                                .build(),
                        FusedRnnOutput.of(stock))
                .build());
        unbiased.init();
        Settings settings = plain(Output.SOFTMAX);
        MultiLayerNetwork biased = settings.network(Kind.STOCK);
        biased.paramTable().forEach((name, value) -> {
            if (!name.equals("1_b")) {
                value.assign(unbiased.getParam(name));
            }
        });
        Data data = new Data(settings, 5, 3, 6, false);
        near("output", unbiased.output(data.inputs), biased.output(data.inputs));
        unbiased.fit(data.of(Kind.FUSED));
        biased.fit(data.of(Kind.STOCK));
        assertThat(unbiased.score()).isCloseTo(biased.score(), within(1e-4));
    }

    @Test
    void configurationsConvertFromAndToStock() {
        RnnOutputLayer stock = new RnnOutputLayer.Builder(new LossBinaryXENT(1e-4))
                .activation(Activation.SIGMOID)
                .nIn(3)
                .nOut(4)
                .hasBias(false)
                .dataFormat(RNNFormat.NWC)
                .biasInit(0.5)
                .name("out")
                .build();
        FusedRnnOutput fused = FusedRnnOutput.of(stock);
        assertThat(fused.toStock()).isEqualTo(stock);
        FusedRnnOutput numbers = FusedRnnOutput.of(stock);
        numbers.setSymbolLabels(true);
        assertThat(fused).isNotEqualTo(numbers).isEqualTo(FusedRnnOutput.of(stock));
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list(new LSTM.Builder().nIn(3).nOut(3).build(), numbers)
                .build();
        assertThat(MultiLayerConfiguration.fromJson(configuration.toJson())).isEqualTo(configuration);
    }

    @Test
    void unsupportedConfigurationsAndLabelsAreRefused() {
        Settings settings = plain(Output.SOFTMAX);
        assertThatThrownBy(() -> init(new RnnOutputLayer.Builder(new LossMSE())
                        .activation(Activation.IDENTITY)
                        .nIn(3)
                        .nOut(2)
                        .build()))
                .hasMessageContaining(
                        "sigmoid with LossBinaryXENT, and identity or sigmoid with LossL2, without loss weights");
        assertThatThrownBy(() -> init(new RnnOutputLayer.Builder(new LossMCXENT(Nd4j.ones(1, 2)))
                        .nIn(3)
                        .nOut(2)
                        .build()))
                .hasMessageContaining("without loss weights");
        assertThatThrownBy(() -> init(new RnnOutputLayer.Builder(new LossMCXENT())
                        .nIn(3)
                        .nOut(2)
                        .dropOut(0.5)
                        .build()))
                .hasMessageContaining("no dropout");
        MultiLayerNetwork network = settings.network(Kind.FUSED_SYMBOLS);
        INDArray inputs = Nd4j.ones(DataType.FLOAT, 2, 4, 3);
        assertThatThrownBy(() -> network.fit(inputs, Nd4j.valueArrayOf(new long[] {2, 1, 3}, 5f)))
                .hasMessageContaining("whole numbers from -1 to 4, not 5.0");
        assertThatThrownBy(() -> network.fit(inputs, Nd4j.valueArrayOf(new long[] {2, 1, 3}, -2, DataType.INT32)))
                .hasMessage("FusedRnnOutput with symbol labels needs whole numbers from -1 to 4, not -2");
        assertThatThrownBy(() -> network.fit(inputs, Nd4j.zeros(DataType.FLOAT, 2, 5, 3)))
                .hasMessageContaining("labels of size 1");
        assertThatThrownBy(() -> network.fit(inputs, Nd4j.zeros(DataType.FLOAT, 2, 1, 4)))
                .hasMessageContaining("do not go with it");
    }

    /** Something else than cross-entropy. */
    public static final class OtherEntropy extends LossMCXENT {
        private static final long serialVersionUID = 1L;
    }

    /** Something else than the squared error. */
    public static final class OtherSquares extends LossL2 {
        private static final long serialVersionUID = 1L;
    }

    /** Something else than softmax. */
    public static final class OtherSoftmax extends ActivationSoftmax {
        private static final long serialVersionUID = 1L;
    }

    /** A layer that adds something to DL4J's. */
    public static final class OtherOutput extends RnnOutputLayer {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void subclassesAreRefusedAtInit() {
        for (ILossFunction loss : List.of(new OtherEntropy(), new LossSparseMCXENT())) {
            assertThatThrownBy(() -> init(output(loss, new ActivationSoftmax()).build()))
                    .hasMessageContaining(loss.getClass().getName() + ", which extends LossMCXENT");
        }
        assertThatThrownBy(() -> init(
                        output(new OtherSquares(), new ActivationIdentity()).build()))
                .hasMessageContaining(OtherSquares.class.getName() + ", which extends LossL2");
        assertThatThrownBy(
                        () -> init(output(new LossMCXENT(), new OtherSoftmax()).build()))
                .hasMessageContaining(OtherSoftmax.class.getName() + ", which extends ActivationSoftmax");
        assertThatThrownBy(() -> FusedRnnOutput.of(new OtherOutput()))
                .hasMessageContaining("not a " + OtherOutput.class.getName());
    }

    @Test
    void negativeLogLikelihoodIsCrossEntropy() {
        init(output(new LossNegativeLogLikelihood(), new ActivationSoftmax()).build());
    }

    private static RnnOutputLayer.Builder output(ILossFunction loss, IActivation activation) {
        return new RnnOutputLayer.Builder(loss).activation(activation).nIn(3).nOut(2);
    }

    /** An updater that does something else. */
    private static final class OtherUpdater extends MultiLayerUpdater {
        private static final long serialVersionUID = 1L;

        OtherUpdater(MultiLayerNetwork network) {
            super(network);
        }
    }

    @Test
    void updaterNeedsAnInitialisedNetworkWithDl4jsUpdater() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new LSTM.Builder().nIn(3).nOut(3).build())
                .build());
        assertThatThrownBy(() -> FusedUpdater.attach(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("FusedUpdater needs an initialised network: call init() before attach()");
        network.init();
        network.setUpdater(new OtherUpdater(network));
        assertThatThrownBy(() -> FusedUpdater.attach(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not of a " + OtherUpdater.class.getName());
    }

    private static void init(RnnOutputLayer output) {
        new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                        .list(new LSTM.Builder().nIn(3).nOut(3).build(), FusedRnnOutput.of(output))
                        .build())
                .init();
    }
}
