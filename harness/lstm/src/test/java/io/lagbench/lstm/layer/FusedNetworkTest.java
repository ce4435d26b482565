package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.DelegatingKernel;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.reference.KernelCheck;
import io.lagbench.lstm.reference.LstmCase;
import io.lagbench.lstm.reference.ResultComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The fused layer against DL4J's own, in whole networks with what DL4J can put around a layer. */
@Tag("slow")
class FusedNetworkTest {
    private static final int CLASSES = 4;
    private static final UnaryOperator<LSTM> STOCK = layer -> layer;
    private static final UnaryOperator<LSTM> FUSED = layer -> FusedLSTM.of(layer, TestedKernel.KIND);

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
    }

    private static LSTM lstm(int in, int hidden, RNNFormat format) {
        return new LSTM.Builder()
                .nIn(in)
                .nOut(hidden)
                .activation(Activation.TANH)
                .dataFormat(format)
                .build();
    }

    private static LSTM lstm(int in, int hidden) {
        return lstm(in, hidden, RNNFormat.NCW);
    }

    private static RnnOutputLayer output(int in, RNNFormat format) {
        return new RnnOutputLayer.Builder(new LossMCXENT())
                .nIn(in)
                .nOut(CLASSES)
                .dataFormat(format)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder().seed(5).l2(1e-3).updater(new Sgd(0.1));
    }

    private static MultiLayerNetwork network(org.deeplearning4j.nn.conf.layers.Layer... layers) {
        return network(builder(), layers);
    }

    private static MultiLayerNetwork network(
            NeuralNetConfiguration.Builder builder, org.deeplearning4j.nn.conf.layers.Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(builder.list(layers).build());
        network.init();
        return network;
    }

    private static INDArray inputs(long seed, int batch, int in, int steps) {
        return LstmCase.normal(new Random(seed), DataType.FLOAT, batch, in, steps);
    }

    private static INDArray labels(long seed, int batch, int steps) {
        Random random = new Random(seed);
        INDArray array = Nd4j.zeros(DataType.FLOAT, batch, CLASSES, steps);
        for (int s = 0; s < batch; s++) {
            for (int t = 0; t < steps; t++) {
                array.putScalar(s, random.nextInt(CLASSES), t, 1);
            }
        }
        return array;
    }

    private static INDArray lastLabels(long seed, int batch) {
        return labels(seed, batch, 1).reshape(batch, CLASSES);
    }

    private static INDArray inFormat(RNNFormat format, INDArray array) {
        return format == RNNFormat.NCW ? array : array.permute(0, 2, 1).dup();
    }

    /** Outputs, loss and gradients of the two on one batch. Randomness begins anew for each. */
    private static void same(MultiLayerNetwork fused, MultiLayerNetwork stock, DataSet batch) {
        assertThat(fused.params()).isEqualTo(stock.params());
        if (batch.getFeaturesMaskArray() == null) {
            near("output", fused.output(batch.getFeatures()), stock.output(batch.getFeatures()), KernelCheck.OUTPUTS);
        }
        for (MultiLayerNetwork network : List.of(fused, stock)) {
            Nd4j.getRandom().setSeed(11);
            network.setInput(batch.getFeatures());
            network.setLabels(batch.getLabels());
            network.setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
            network.computeGradientAndScore();
        }
        assertThat(fused.score()).isCloseTo(stock.score(), within(1e-5 * Math.max(1, stock.score())));
        sameGradients(fused.gradient(), stock.gradient());
        for (MultiLayerNetwork network : List.of(fused, stock)) {
            network.clearLayerMaskArrays();
            Nd4j.getRandom().setSeed(12);
            network.fit(batch);
        }
        near("parameters after an update", fused.params(), stock.params(), KernelCheck.GRADIENTS);
    }

    private static void sameGradients(Gradient actual, Gradient expected) {
        expected.gradientForVariable().forEach((name, gradient) -> {
            if (gradient != null) {
                near(name, actual.getGradientFor(name), gradient, KernelCheck.GRADIENTS);
            }
        });
    }

    private static void near(String what, INDArray actual, INDArray expected, double tolerance) {
        assertThat(ResultComparison.relativeError(actual, expected)).as(what).isLessThanOrEqualTo(tolerance);
    }

    @ParameterizedTest
    @CsvSource({
        "1, NCW, 3, 5, 7, 11",
        "1, NWC, 3, 5, 7, 11",
        "2, NCW, 8, 4, 13, 6",
        "3, NWC, 2, 9, 1, 17",
        "1, NCW, 1, 1, 1, 1"
    })
    void stackedLayersInBothFormatsMatchStock(int layers, RNNFormat format, int batch, int in, int steps, int hidden) {
        DataSet data =
                new DataSet(inFormat(format, inputs(1, batch, in, steps)), inFormat(format, labels(2, batch, steps)));
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            List<org.deeplearning4j.nn.conf.layers.Layer> list = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) {
                list.add(kind.apply(lstm(layer == 0 ? in : hidden, hidden, format)));
            }
            list.add(output(hidden, format));
            networks.add(network(list.toArray(org.deeplearning4j.nn.conf.layers.Layer[]::new)));
        }
        assertThat(networks.get(0).getLayer(0)).isInstanceOf(FusedLstmLayer.class);
        same(networks.get(0), networks.get(1), data);
    }

    @Test
    void theGradientReachesALayerBelow() {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            MultiLayerNetwork network = new MultiLayerNetwork(builder()
                    .list(
                            new DenseLayer.Builder()
                                    .nOut(6)
                                    .activation(Activation.TANH)
                                    .build(),
                            kind.apply(lstm(6, 8)),
                            output(8, RNNFormat.NCW))
                    .setInputType(InputType.recurrent(5))
                    .build());
            network.init();
            networks.add(network);
        }
        same(networks.get(0), networks.get(1), new DataSet(inputs(1, 3, 5, 9), labels(2, 3, 9)));
    }

    @Test
    void twoHundredUpdatesEndWithTheSameLoss() {
        NeuralNetConfiguration.Builder adam = builder().updater(new Adam(0.01));
        MultiLayerNetwork fused = network(adam.clone(), FUSED.apply(lstm(5, 12)), output(12, RNNFormat.NCW));
        MultiLayerNetwork stock = network(adam.clone(), lstm(5, 12), output(12, RNNFormat.NCW));
        for (int update = 0; update < 200; update++) {
            int batch = 2 + update % 3;
            DataSet data = new DataSet(inputs(update % 7, batch, 5, 6), labels(update % 7, batch, 6));
            stock.fit(data);
            fused.fit(data);
        }
        assertThat(fused.score()).isCloseTo(stock.score(), within(1e-3 * Math.max(1, stock.score())));
    }

    @ParameterizedTest
    @EnumSource
    void dropoutNoiseClippingAndConstraintsMatchStock(Setting setting) {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            LSTM layer = lstm(5, 8);
            setting.change.accept(layer);
            networks.add(network(kind.apply(layer), kind.apply(lstm(8, 6)), output(6, RNNFormat.NCW)));
        }
        same(networks.get(0), networks.get(1), new DataSet(inputs(1, 4, 5, 9), labels(2, 4, 9)));
    }

    enum Setting {
        DROPOUT(layer -> layer.setIDropout(new Dropout(0.6))),
        WEIGHT_NOISE(layer -> layer.setWeightNoise(new DropConnect(0.7))),
        CLIPPING_OF_VALUES(layer -> {
            layer.setGradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue);
            layer.setGradientNormalizationThreshold(0.01);
        }),
        CLIPPING_OF_THE_NORM(layer -> {
            layer.setGradientNormalization(GradientNormalization.ClipL2PerLayer);
            layer.setGradientNormalizationThreshold(0.01);
        }),
        CONSTRAINT(layer -> layer.setConstraints(List.of(maxNorm())));

        private final Consumer<LSTM> change;

        Setting(Consumer<LSTM> change) {
            this.change = change;
        }

        private static MaxNormConstraint maxNorm() {
            MaxNormConstraint constraint = new MaxNormConstraint(0.3, 0);
            constraint.setParams(java.util.Set.of("W", "RW"));
            return constraint;
        }
    }

    /** DL4J's own layer fails this in NWC: its backward pass runs on the input without dropout. */
    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void theGradientUnderDropoutIsThatOfTheLoss(RNNFormat format) {
        LSTM layer = lstm(5, 8, format);
        layer.setIDropout(new Dropout(0.6));
        NeuralNetConfiguration.Builder plain =
                new NeuralNetConfiguration.Builder().seed(5).updater(new Sgd(0.1));
        MultiLayerNetwork network = network(plain, FUSED.apply(layer), output(8, format));
        INDArray x = inFormat(format, inputs(1, 4, 5, 9));
        INDArray y = inFormat(format, labels(2, 4, 9));
        double score = trainingScore(network, x, y);
        INDArray gradient = network.gradient().gradient().dup().divi(4); // the score is a mean over sequences
        double slope = gradient.norm2Number().doubleValue();
        INDArray step = gradient.mul(0.01 / slope);
        network.params().addi(step);
        double up = trainingScore(network, x, y);
        network.params().subi(step.mul(2));
        double down = trainingScore(network, x, y);
        assertThat(down).isLessThan(score).isLessThan(up);
        assertThat((up - down) / 0.02).isCloseTo(slope, within(0.01 * slope));
    }

    private static double trainingScore(MultiLayerNetwork network, INDArray x, INDArray y) {
        Nd4j.getRandom().setSeed(11);
        network.setInput(x);
        network.setLabels(y);
        network.computeGradientAndScore();
        return network.score();
    }

    @Test
    void frozenLayersMatchStock() {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            networks.add(network(
                    new FrozenLayer.Builder().layer(kind.apply(lstm(5, 8))).build(),
                    kind.apply(lstm(8, 6)),
                    output(6, RNNFormat.NCW)));
        }
        same(networks.get(0), networks.get(1), new DataSet(inputs(1, 4, 5, 9), labels(2, 4, 9)));
    }

    @Test
    void frozenLayersWithBackpropMatchStock() {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            networks.add(network(
                    kind.apply(lstm(5, 7)),
                    new FrozenLayerWithBackprop(kind.apply(lstm(7, 8))),
                    output(8, RNNFormat.NCW)));
        }
        same(networks.get(0), networks.get(1), new DataSet(inputs(1, 4, 5, 9), labels(2, 4, 9)));
    }

    @ParameterizedTest
    @EnumSource(Bidirectional.Mode.class)
    void bidirectionalMatchesStock(Bidirectional.Mode mode) {
        INDArray mask = rightPadded(4, 9);
        for (INDArray each : new INDArray[] {null, mask}) {
            List<MultiLayerNetwork> networks = new ArrayList<>();
            for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
                networks.add(network(
                        new Bidirectional(mode, kind.apply(lstm(5, 8))),
                        output(mode == Bidirectional.Mode.CONCAT ? 16 : 8, RNNFormat.NCW)));
            }
            same(networks.get(0), networks.get(1), new DataSet(inputs(1, 4, 5, 9), labels(2, 4, 9), each, each));
        }
    }

    /** Sequence s has its last s steps masked. */
    private static INDArray rightPadded(int batch, int steps) {
        INDArray mask = Nd4j.ones(DataType.FLOAT, batch, steps);
        for (int s = 0; s < batch; s++) {
            for (int t = steps - s; t < steps; t++) {
                mask.putScalar(s, t, 0);
            }
        }
        return mask;
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void lastTimeStepMatchesStockWithAndWithoutPadding(boolean padded) {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            networks.add(network(
                    new LastTimeStep(kind.apply(lstm(5, 8))),
                    new OutputLayer.Builder(new LossMCXENT())
                            .nIn(8)
                            .nOut(CLASSES)
                            .activation(Activation.SOFTMAX)
                            .build()));
        }
        DataSet data = new DataSet(inputs(1, 4, 5, 9), lastLabels(2, 4), padded ? rightPadded(4, 9) : null, null);
        same(networks.get(0), networks.get(1), data);
    }

    @Test
    void maskZeroLayerMatchesStock() {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (UnaryOperator<LSTM> kind : List.of(FUSED, STOCK)) {
            networks.add(network(new MaskZeroLayer(kind.apply(lstm(5, 8)), -1.0), output(8, RNNFormat.NCW)));
        }
        INDArray x = inputs(1, 4, 5, 9);
        INDArray mask = rightPadded(4, 9);
        for (int s = 1; s < 4; s++) {
            x.get(NDArrayIndex.point(s), NDArrayIndex.all(), NDArrayIndex.interval(9 - s, 9))
                    .assign(-1);
        }
        same(networks.get(0), networks.get(1), new DataSet(x, labels(2, 4, 9), null, mask));
    }

    private static ComputationGraph graph(UnaryOperator<LSTM> kind) {
        ComputationGraph network = new ComputationGraph(builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", kind.apply(lstm(5, 8)), "in")
                .addLayer("second", kind.apply(lstm(13, 7)), "lstm", "in")
                .addLayer("out", output(7, RNNFormat.NCW), "second")
                .setOutputs("out")
                .build());
        network.init();
        return network;
    }

    @Test
    void computationGraphsMatchStock() {
        ComputationGraph fused = graph(FUSED);
        ComputationGraph stock = graph(STOCK);
        near(
                "output",
                fused.outputSingle(inputs(1, 3, 5, 10)),
                stock.outputSingle(inputs(1, 3, 5, 10)),
                KernelCheck.OUTPUTS);
        for (int update = 0; update < 3; update++) {
            MultiDataSet data = new MultiDataSet(inputs(update, 3, 5, 10), labels(update, 3, 10));
            fused.fit(data);
            stock.fit(data);
            sameGradients(fused.gradient(), stock.gradient());
        }
        near("parameters", fused.params(), stock.params(), KernelCheck.GRADIENTS);
    }

    /** DL4J's own layer goes backward here as if each segment began at zero: the reference has to stand in for it. */
    @ParameterizedTest
    @CsvSource({"1", "3", "4", "10", "12"})
    void truncatedBackpropagationMatchesTheReferenceWhateverTheSegment(int segment) {
        NeuralNetConfiguration.Builder plain =
                new NeuralNetConfiguration.Builder().seed(5).updater(new Sgd(0.1));
        MultiLayerNetwork network = new MultiLayerNetwork(plain.clone()
                .list(FUSED.apply(lstm(5, 8)), output(8, RNNFormat.NCW))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(segment)
                .build());
        network.init();
        ComputationGraph graph = new ComputationGraph(plain.clone()
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", FUSED.apply(lstm(5, 8)), "in")
                .addLayer("out", output(8, RNNFormat.NCW), "lstm")
                .setOutputs("out")
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(segment)
                .build());
        graph.init();
        graph.setParams(network.params());
        ReferenceNetwork reference = new ReferenceNetwork(network.paramTable(), 0.1);
        for (int update = 0; update < 3; update++) {
            INDArray x = inputs(update, 3, 5, 10);
            INDArray y = labels(update, 3, 10);
            network.fit(x, y);
            graph.fit(new MultiDataSet(x, y));
            reference.fit(x, y, segment);
        }
        assertThat(network.getIterationCount()).isEqualTo(3 * ((10 + segment - 1) / segment));
        reference.parameters().forEach((name, expected) -> {
            near(name, network.getParam(name), expected, KernelCheck.GRADIENTS);
            near(
                    name + " of the graph",
                    graph.getParam(name.replace("0_", "lstm_").replace("1_", "out_")),
                    expected,
                    KernelCheck.GRADIENTS);
        });
        assertThat(network.rnnGetPreviousState(0)).as("reset afterwards").isEmpty();
    }

    @Test
    void rnnTimeStepsEqualTheWholeSequence() {
        MultiLayerNetwork fused = network(FUSED.apply(lstm(5, 8)), FUSED.apply(lstm(8, 6)), output(6, RNNFormat.NCW));
        MultiLayerNetwork stock = network(lstm(5, 8), lstm(8, 6), output(6, RNNFormat.NCW));
        INDArray x = inputs(1, 3, 5, 6);
        INDArray whole = fused.output(x).dup();
        List<INDArray> steps = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            INDArray step = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1));
            steps.add(fused.rnnTimeStep(step).dup());
            near("step " + t, steps.get(t), stock.rnnTimeStep(step), KernelCheck.OUTPUTS);
        }
        near(
                "last step",
                steps.get(5).get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0)),
                whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(5)),
                KernelCheck.OUTPUTS);
        fused.rnnClearPreviousState();
        INDArray first = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 1));
        near("after clearing", fused.rnnTimeStep(first), steps.get(0), KernelCheck.OUTPUTS);
    }

    @Test
    void activationFromStoredStateMatchesStock() {
        MultiLayerNetwork fused = network(FUSED.apply(lstm(5, 8)), FUSED.apply(lstm(8, 6)), output(6, RNNFormat.NCW));
        MultiLayerNetwork stock = network(lstm(5, 8), lstm(8, 6), output(6, RNNFormat.NCW));
        for (int part = 0; part < 3; part++) {
            INDArray x = inputs(part, 3, 5, 4 + part);
            List<INDArray> actual = fused.rnnActivateUsingStoredState(x, false, true);
            List<INDArray> expected = stock.rnnActivateUsingStoredState(x, false, true);
            for (int layer = 0; layer < expected.size(); layer++) {
                near("layer " + layer, actual.get(layer), expected.get(layer), KernelCheck.OUTPUTS);
            }
        }
    }

    @Test
    void forwardAndBackwardRunOncePerFit() {
        MultiLayerNetwork network = network(FUSED.apply(lstm(5, 8)), output(8, RNNFormat.NCW));
        List<String> calls = new ArrayList<>();
        ((FusedLstmLayer) network.getLayer(0)).use(new DelegatingKernel(TestedKernel.create()) {
            @Override
            public Pass forward(
                    LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
                calls.add("forward");
                return super.forward(weights, input, state, output, training);
            }

            @Override
            public void backward(
                    LstmWeights weights, Pass pass, INDArray gradient, INDArray below, LstmWeights weightGradients) {
                calls.add("backward");
                super.backward(weights, pass, gradient, below, weightGradients);
            }
        });
        network.fit(inputs(1, 3, 5, 6), labels(2, 3, 6));
        assertThat(calls).containsExactly("forward", "backward");
    }

    @Test
    void parametersCanBeExchangedWithStock() {
        MultiLayerNetwork fused = network(FUSED.apply(lstm(5, 8)), output(8, RNNFormat.NCW));
        MultiLayerNetwork stock = network(builder().seed(6), lstm(5, 8), output(8, RNNFormat.NCW));
        INDArray x = inputs(1, 3, 5, 6);
        assertThat(ResultComparison.relativeError(fused.output(x), stock.output(x)))
                .isGreaterThan(1e-3);
        fused.setParams(stock.params());
        near("fused with stock's parameters", fused.output(x), stock.output(x), KernelCheck.OUTPUTS);
        fused.fit(new DataSet(x, labels(2, 3, 6)));
        stock.setParamTable(fused.paramTable());
        near("stock with fused parameters", stock.output(x), fused.output(x), KernelCheck.OUTPUTS);
    }

    @Test
    void batchesOfChangingShapeMatchStock() {
        MultiLayerNetwork fused = network(FUSED.apply(lstm(5, 8)), output(8, RNNFormat.NCW));
        MultiLayerNetwork stock = network(lstm(5, 8), output(8, RNNFormat.NCW));
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            int batch = 1 + random.nextInt(9);
            int steps = 1 + random.nextInt(12);
            same(fused, stock, new DataSet(inputs(i, batch, 5, steps), labels(i, batch, steps)));
            stock.setParams(fused.params());
        }
    }

    @Test
    void concurrentTrainingEqualsSequential() throws InterruptedException, ExecutionException {
        List<INDArray> alone =
                IntStream.range(0, 6).mapToObj(FusedNetworkTest::trained).toList();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<INDArray>> together = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> trained(i)))
                    .toList();
            for (int i = 0; i < 6; i++) {
                assertThat(together.get(i).get()).as("network " + i).isEqualTo(alone.get(i));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static INDArray trained(int i) {
        MultiLayerNetwork network = network(FUSED.apply(lstm(5, 8 + i)), output(8 + i, RNNFormat.NCW));
        for (int update = 0; update < 20; update++) {
            network.fit(inputs(update, 3, 5, 6 + update % 3), labels(update, 3, 6 + update % 3));
        }
        return network.params().dup();
    }

    /** oneDNN's own scratchpad would belong to the thread that made the primitive. */
    @Test
    void aNetworkMadeInOneThreadRunsInAnother() throws InterruptedException {
        MultiLayerNetwork network = network(FUSED.apply(lstm(5, 64)), output(64, RNNFormat.NCW));
        DataSet data = new DataSet(inputs(1, 3, 5, 6), labels(2, 3, 6));
        network.fit(data);
        INDArray expected = network.output(data.getFeatures()).dup();
        List<INDArray> there = new ArrayList<>();
        Thread other = new Thread(() -> {
            there.add(network.output(data.getFeatures()).dup());
            network.fit(data);
        });
        other.start();
        other.join();
        assertThat(there).containsExactly(expected);
        for (Layer layer : network.getLayers()) {
            layer.close();
        }
        network.fit(data);
    }

    private static FusedLSTM fused(int in, int hidden) {
        return (FusedLSTM) FUSED.apply(lstm(in, hidden));
    }

    private static OutputLayer outputOnce(int in) {
        return new OutputLayer.Builder(new LossMCXENT())
                .nIn(in)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    @Test
    void lastStepOnlyEqualsLastTimeStep() {
        FusedLSTM lastStepOnly = fused(6, 7);
        lastStepOnly.setLastStepOnly(true);
        MultiLayerNetwork one = network(fused(3, 6), lastStepOnly, outputOnce(7));
        MultiLayerNetwork other = network(STOCK.apply(lstm(3, 6)), new LastTimeStep(lstm(6, 7)), outputOnce(7));
        one.setParams(other.params());
        for (int steps : new int[] {1, 9, 4}) {
            INDArray inputs = inputs(steps, 5, 3, steps);
            INDArray labels = labels(2, 5, steps).get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0));
            assertThat(one.output(inputs).sub(other.output(inputs)).amaxNumber().doubleValue())
                    .isLessThan(1e-5);
            for (int fit = 0; fit < 20; fit++) {
                one.fit(inputs, labels);
                other.fit(inputs, labels);
            }
            assertThat(one.params().sub(other.params()).amaxNumber().doubleValue())
                    .isLessThan(1e-4);
        }
    }

    /** Symbol numbers of [batch, 1, time], some of them none, and their one-hot vectors. */
    private static INDArray[] symbols(long seed, int batch, int alphabet, int steps) {
        Random random = new Random(seed);
        INDArray numbers = Nd4j.zeros(DataType.FLOAT, batch, 1, steps);
        INDArray oneHot = Nd4j.zeros(DataType.FLOAT, batch, alphabet, steps);
        for (int s = 0; s < batch; s++) {
            for (int t = 0; t < steps; t++) {
                int symbol = random.nextInt(alphabet + 1) - 1;
                numbers.putScalar(s, 0, t, symbol);
                if (symbol >= 0) {
                    oneHot.putScalar(s, symbol, t, 1);
                }
            }
        }
        return new INDArray[] {numbers, oneHot};
    }

    @ParameterizedTest
    @CsvSource({"5, 3, 4, 7, INT", "1, 50, 2, 12, INT", "6, 200, 9, 3, INT", "6, 200, 9, 3, FLOAT"})
    void symbolInputEqualsOneHotInput(int batch, int alphabet, int hidden, int steps, DataType type) {
        FusedLSTM reading = fused(alphabet, hidden);
        reading.setSymbolInput(true);
        MultiLayerNetwork one = network(reading, fused(hidden, hidden), output(hidden, RNNFormat.NCW));
        MultiLayerNetwork other =
                network(fused(alphabet, hidden), fused(hidden, hidden), output(hidden, RNNFormat.NCW));
        one.setParams(other.params());
        for (int fit = 0; fit < 20; fit++) {
            INDArray[] inputs = symbols(fit, batch, alphabet, steps);
            INDArray labels = labels(fit, batch, steps);
            INDArray numbers = inputs[0].castTo(type);
            assertThat(one.output(numbers)
                            .sub(other.output(inputs[1]))
                            .amaxNumber()
                            .doubleValue())
                    .isLessThan(1e-5);
            one.fit(numbers, labels);
            other.fit(inputs[1], labels);
        }
        assertThat(one.params().sub(other.params()).amaxNumber().doubleValue()).isLessThan(1e-5);
    }

    @Test
    void valuesThatAreNoSymbolAreRefused() {
        FusedLSTM reading = fused(5, 4);
        reading.setSymbolInput(true);
        MultiLayerNetwork network = network(reading, output(4, RNNFormat.NCW));
        for (double wrong : new double[] {5, -2, 0.5, Double.NaN}) {
            INDArray inputs = Nd4j.zeros(DataType.FLOAT, 2, 1, 3).putScalar(1, 0, 2, wrong);
            assertThatThrownBy(() -> network.output(inputs))
                    .hasStackTraceContaining("whole numbers from -1 to 4, not " + (float) wrong);
        }
        INDArray fives = Nd4j.valueArrayOf(new long[] {2, 1, 3}, 5, DataType.INT32);
        for (ThrowingCallable use :
                List.<ThrowingCallable>of(() -> network.output(fives), () -> network.fit(fives, labels(1, 2, 3)))) {
            assertThatThrownBy(use)
                    .as("a whole number, that no float was made of")
                    .hasStackTraceContaining("whole numbers from -1 to 4, not 5" + System.lineSeparator());
        }
        assertThatThrownBy(() -> network.output(inputs(1, 2, 5, 3))).hasStackTraceContaining("symbol input, of size 1");
        network.getLayer(0).setMaskArray(Nd4j.ones(DataType.FLOAT, 2, 3));
        assertThatThrownBy(() -> network.output(Nd4j.zeros(DataType.FLOAT, 2, 1, 3)))
                .hasStackTraceContaining("takes no feature masks");
        FusedLSTM dropped = fused(5, 4);
        dropped.setSymbolInput(true);
        dropped.setIDropout(new Dropout(0.5));
        assertThatThrownBy(() -> network(dropped, output(4, RNNFormat.NCW))).hasMessageContaining("neither dropout");
    }

    @Test
    void symbolInputAndLastStepOnlySurviveSerialisation() {
        FusedLSTM layer = fused(5, 4);
        layer.setSymbolInput(true);
        layer.setLastStepOnly(true);
        MultiLayerNetwork network = network(layer, outputOnce(4));
        FusedLSTM read = (FusedLSTM) org.deeplearning4j.nn.conf.MultiLayerConfiguration.fromJson(
                        network.getLayerWiseConfigurations().toJson())
                .getConf(0)
                .getLayer();
        assertThat(read.isSymbolInput()).isTrue();
        assertThat(read.isLastStepOnly()).isTrue();
        assertThat(read).isNotEqualTo(fused(5, 4));
    }

    @Test
    void withoutTheGradientOfItsInputALowestLayerLearnsTheSame() {
        FusedLSTM lowest = fused(3, 6);
        lowest.setInputGradient(false);
        MultiLayerNetwork one = network(lowest, fused(6, 5), output(5, RNNFormat.NCW));
        MultiLayerNetwork other = network(fused(3, 6), fused(6, 5), output(5, RNNFormat.NCW));
        one.setParams(other.params());
        INDArray inputs = inputs(1, 4, 3, 9);
        INDArray labels = labels(2, 4, 9);
        for (int fit = 0; fit < 10; fit++) {
            one.fit(inputs, labels);
            other.fit(inputs, labels);
        }
        assertThat(one.params()).isEqualTo(other.params());
        FusedLSTM read = (FusedLSTM) org.deeplearning4j.nn.conf.MultiLayerConfiguration.fromJson(
                        one.getLayerWiseConfigurations().toJson())
                .getConf(0)
                .getLayer();
        assertThat(read.isInputGradient()).isFalse();
        assertThat(read).isNotEqualTo(fused(3, 6));
    }
}
