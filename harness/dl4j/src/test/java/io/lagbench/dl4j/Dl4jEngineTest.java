package io.lagbench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Engines;
import io.lagbench.engine.Fit;
import io.lagbench.engine.InitialWeights;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

class Dl4jEngineTest {

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    private static Engine engine(Workload spec) {
        return engine("stock", spec.network());
    }

    private static MultiLayerNetwork create(NetworkSpec network, DataType type) {
        return Dl4jNetworks.create(network, InitialWeights.of(network), type, Dl4jNetworks.STOCK);
    }

    private static Engine engine(String name, NetworkSpec network) {
        return Engines.get(name).open(network, InitialWeights.of(network));
    }

    @Test
    void theTutorialsNetworkHas2185Parameters() {
        try (Engine engine = engine(Workload.of("original"))) {
            assertThat(engine.parameters()).isEqualTo(2185);
            assertThat(engine.describe().backend()).isEqualTo(Backend.CPU);
            assertThat(engine.describe().engineNative()).contains("nd4j-native 1.0.0-M2.1");
            assertThat(engine.describe().isa()).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource({"original, 1", "original, 2", "recall, 3"})
    void fitLossEqualsPrecedingEvaluation(String taskName, int batchSize) {
        Workload spec = Workload.of(taskName, "batch=" + batchSize, "hidden=7");
        Task task = spec.task();
        Batch batch = task.newBatch(batchSize);
        task.streams().training(5, false).next(batch);
        try (Engine engine = engine(spec)) {
            Bound bound = engine.bind(batch);
            bound.encode();
            Predictions before = bound.predict();
            Scorer scorer = task.scorer();
            scorer.add(batch, batchSize, before);
            Fit fit = bound.fit();
            double loss = task.loss()
                    .mean(fit.lossSum(), batch.lossSteps(), task.shape().outputSize());
            assertThat(loss).isCloseTo(scorer.score().loss(), within(2e-5)); // DL4J clips probabilities at 1e-5
            assertThat(fit.updates()).isEqualTo(1);
        }
    }

    /** One segment as long as the sequence: the same gradient, from an output layer at every step and a mask. */
    @ParameterizedTest
    @ValueSource(strings = {"stock", "onednn"})
    void lastStepOnlyEqualsMaskedSteps(String lstm) {
        assumeThat(Engines.get(lstm).problem()).isEmpty();
        List<List<Double>> losses = new ArrayList<>();
        for (String regime : List.of("full", "tbptt-100")) {
            Workload spec =
                    Workload.of("recall", "length=15", "batch=5", "layers=2", "init=keras2", "regime=" + regime);
            NetworkSpec network = spec.network();
            assertThat(network.answersOnce()).isEqualTo(regime.equals("full"));
            Batch batch = spec.task().newBatch(5);
            BatchStream stream = spec.task().streams().training(1, false);
            List<Double> curve = new ArrayList<>();
            try (Engine engine = engine(lstm, network)) {
                Bound bound = engine.bind(batch);
                for (int fit = 0; fit < 10; fit++) {
                    stream.next(batch);
                    bound.encode();
                    curve.add(bound.fit().lossSum() / batch.size());
                }
            }
            losses.add(curve);
        }
        for (int fit = 0; fit < 10; fit++) {
            assertThat(losses.get(0).get(fit)).isCloseTo(losses.get(1).get(fit), within(1e-4));
        }
        assertThat(losses.get(0).get(9)).isNotEqualTo(losses.get(0).get(0));
    }

    @ParameterizedTest
    @CsvSource({"full, 1", "stateful-1, 4", "tbptt-2, 2", "tbptt-3, 2", "tbptt-9, 1"})
    void aFitMakesAnUpdatePerSegment(String regime, int updates) {
        Workload spec = Workload.of("original", "regime=" + regime);
        Batch batch = spec.task().newBatch(1);
        spec.task().streams().training(1, false).next(batch);
        try (Engine engine = engine(spec)) {
            Bound bound = engine.bind(batch);
            bound.encode();
            assertThat(bound.fit().updates()).isEqualTo(updates);
            assertThat(spec.network().how().regime().updatesPerFit(4)).isEqualTo(updates);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stock, original, regime=full, 1",
        "stock, original, regime=stateful-1, 4",
        "stock, recall, interior=random, 1",
        "onednn, original, regime=full, 1",
        "onednn, original, regime=stateful-1, 4",
        "onednn, recall, interior=random, 1"
    })
    void thePartsOfAFitAreWithinIt(String lstm, String taskName, String assignment, int updates) {
        assumeThat(lstm.equals("stock") || OneDnnLstmKernel.unavailable().isEmpty())
                .isTrue();
        Workload spec = Workload.of(taskName, assignment);
        Task task = spec.task();
        Batch batch = task.newBatch(2);
        task.streams().training(1, false).next(batch);
        try (Engine engine = engine(lstm, spec.network())) {
            Bound bound = engine.bind(batch);
            bound.encode();
            for (int fit = 0; fit < 3; fit++) {
                bound.predict(); // between fits, where the marks do not stand
                long start = System.nanoTime();
                Fit done = bound.fit();
                long nanos = System.nanoTime() - start;
                assertThat(done.updates()).isEqualTo(updates);
                assertThat(done.split()).isPresent().hasValueSatisfying(split -> {
                    assertThat(List.of(split.forward(), split.outputAndLoss(), split.backward(), split.updater()))
                            .allMatch(part -> part > 0);
                    assertThat(split.sum()).isLessThan(nanos);
                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "original, regime=full",
        "original, regime=stateful-1",
        "original, regime=tbptt-3",
        "recall, interior=shared",
        "recall, interior=random",
        "recall, layers=2",
        "recall, alphabet=100"
    })
    void theFusedStepLearnsAsStockDoes(String taskName, String assignment) {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
        Workload spec = Workload.of(taskName, assignment, "hidden=9", "clip=1");
        Task task = spec.task();
        Batch batch = task.newBatch(4);
        BatchStream stream = task.streams().training(1, false);
        NetworkSpec network = spec.network();
        try (Engine stock = engine("stock", network);
                Engine fused = engine("onednn", network)) {
            Bound forStock = stock.bind(batch);
            Bound forFused = fused.bind(batch);
            for (int fit = 0; fit < 20; fit++) {
                stream.next(batch);
                forStock.encode();
                forFused.encode();
                double expected = forStock.fit().lossSum();
                assertThat(forFused.fit()
                                .lossSum()) // Adam makes steps of rounding errors where gradients are near zero
                        .isCloseTo(expected, within(1e-3 * Math.max(1, expected)));
            }
            Scorer fusedScore = task.scorer();
            Scorer stockScore = task.scorer();
            Predictions fromFused = forFused.predict();
            fusedScore.add(batch, 4, fromFused);
            Predictions fromStock = forStock.predict();
            stockScore.add(batch, 4, fromStock);
            assertThat(fusedScore.score().loss()).isCloseTo(stockScore.score().loss(), within(1e-3));
        }
    }

    @Test
    void largeAlphabetsAreReadAsNumbers() {
        NetworkSpec small = network("recall", "alphabet=80", "hidden=20");
        NetworkSpec large = network("recall", "alphabet=81", "hidden=20");
        Dl4jNetworks.LstmLayer fused = Dl4jNetworks.fused(KernelKind.ONEDNN);
        assertThat(Dl4jNetworks.readsSymbols(small, fused)).isFalse();
        assertThat(Dl4jNetworks.readsSymbols(large, fused)).isEqualTo(!Nd4jBackend.onDevice());
        assertThat(Dl4jNetworks.readsSymbols(large, Dl4jNetworks.STOCK)).isFalse();
    }

    private static NetworkSpec network(String task, String... assignments) {
        Workload spec = Workload.of(task, assignments);
        return spec.network();
    }

    /** Which earlier inputs move the last output, by at least a rounding error. */
    @ParameterizedTest
    @CsvSource({"feed-forward, 1", "window-4, 4", "simple-rnn, 9", "lstm, 9"})
    void aModelSeesAsManyInputsAsItsNameSays(String model, int seen) {
        MultiLayerNetwork network =
                create(network("recall", "length=10", "interior=shared", "model=" + model, "layers=2"), DataType.FLOAT);
        INDArray inputs = Nd4j.rand(DataType.FLOAT, 1, 8, 9);
        INDArray answer = lastStep(network.output(inputs));
        for (int step = 0; step < 9; step++) {
            INDArray changed = inputs.dup();
            changed.putScalar(0, 0, step, 5);
            boolean moved =
                    lastStep(network.output(changed)).sub(answer).amaxNumber().doubleValue() > 0;
            assertThat(moved).as("step " + step).isEqualTo(step >= 9 - seen);
        }
    }

    private static INDArray lastStep(INDArray output) {
        return output.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(output.size(2) - 1))
                .dup();
    }

    /** DL4J's gradients of the controls are held against central differences of its own loss. */
    @ParameterizedTest
    @ValueSource(strings = {"feed-forward", "window-3", "simple-rnn"})
    void theGradientsOfTheControlsAreRight(String model) {
        MultiLayerNetwork network = create(
                network("recall", "length=7", "interior=shared", "model=" + model, "layers=2", "hidden=3"),
                DataType.DOUBLE);
        INDArray inputs = Nd4j.rand(DataType.DOUBLE, 2, 8, 6);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 2, 8, 6);
        for (int step = 0; step < 6; step++) {
            labels.putScalar(0, step, step, 1);
            labels.putScalar(1, 7 - step, step, 1);
        }
        DataSet data = new DataSet(inputs, labels);
        network.setInput(inputs);
        network.setLabels(labels);
        network.computeGradientAndScore();
        INDArray gradient = network.gradient().gradient().dup();
        INDArray parameters = network.params();
        double h = 1e-5;
        for (int i = 0; i < parameters.length(); i++) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + h);
            double above = network.score(data, true);
            parameters.putScalar(i, value - h);
            double below = network.score(data, true);
            parameters.putScalar(i, value);
            double slope = 2 * (above - below) / (2 * h); // the score is divided by the batch, the gradient not yet
            assertThat(gradient.getDouble(i)).as("parameter " + i).isCloseTo(slope, within(1e-7));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "rmsprop", "sgd"})
    void everyOptimizerLowersTheLoss(String optimizer) {
        Workload spec = Workload.of("original", "optimizer=" + optimizer, "learning-rate=0.01");
        Batch batch = spec.task().newBatch(2);
        spec.task().streams().training(1, false).next(batch);
        try (Engine engine = engine(spec)) {
            Bound bound = engine.bind(batch);
            bound.encode();
            double first = bound.fit().lossSum();
            for (int i = 0; i < 20; i++) {
                bound.fit();
            }
            assertThat(bound.fit().lossSum()).isLessThan(first);
        }
    }

    @Test
    void onednnSaysSoAndRefusesHardSigmoid() {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
        Workload spec = Workload.of("original");
        try (Engine engine = engine("onednn", spec.network())) {
            assertThat(engine.parameters()).isEqualTo(2185);
            assertThat(engine.describe().lstm()).isEqualTo("onednn");
            assertThat(engine.describe().engineNative()).contains(", oneDNN 2.5.2");
        }
    }

    /** Its network may be one that answers after the batch's last step. */
    @ParameterizedTest
    @ValueSource(strings = {"stock", "onednn"})
    void undeclaredVariableLengthsAreRefused(String lstm) {
        assumeThat(Engines.get(lstm).problem()).isEmpty();
        Workload spec = Workload.of("recall", "length=6");
        Batch batch = spec.task().newBatch(2);
        spec.task().streams().training(1, false).next(batch);
        batch.restart(1, 3);
        try (Engine engine = engine(lstm, spec.network())) {
            assertThatThrownBy(engine.bind(batch)::encode)
                    .isInstanceOf(UnsupportedWorkloadException.class)
                    .hasMessage(
                            "sequence 1 has 3 steps in a network for sequences of one length; supported: 5, or a task"
                                    + " that says that its lengths vary");
        }
    }

    @Test
    void singleStepSoftmaxOfBatchOneIsRefused() {
        for (String backend : Backend.labels()) {
            NetworkSpec network = network("recall", "regime=stateful-1", "batch=1", "backend=" + backend);
            assertThat(new StockEngineProvider().unsupported(network))
                    .hasValue(
                            "lstm stock does not support batch 1 with softmax outputs in segments of one step; supported:"
                                    + " batch 2 or more");
            assertThat(new CuDnnEngineProvider().unsupported(network).isPresent())
                    .isEqualTo(!backend.equals("cuda-offload"));
        }
    }

    /** A run drops a trial whose engine ran on another backend than asked: see SuiteRunTest. */
    @Test
    void theHostNeverReportsADevicesName() {
        assumeThat(Nd4jBackend.onDevice()).isFalse();
        for (Backend asked : Backend.values()) {
            Workload spec = Workload.of("original", "backend=" + asked);
            try (Engine engine = engine("stock", spec.network())) {
                assertThat(engine.describe().backend()).isEqualTo(asked == Backend.CUDA ? Backend.CPU : asked);
                assertThat(engine.describe().device())
                        .as("the host's processor")
                        .isEmpty();
                assertThat(engine.describe().engineNative()).startsWith("nd4j-native ");
                assertThat(engine.deviceBytes()).isEmpty();
            }
        }
    }

    private static INDArray initialBias(String init) {
        Workload spec = Workload.of("recall", "length=1001", "hidden=200", "init=" + init);
        return create(spec.network(), DataType.FLOAT).getParam("0_b").reshape(4, 200);
    }

    @Test
    void forgetBiasesAreWhatTheKeySays() {
        for (Map.Entry<String, Double> init : Map.of(
                        "forget-bias:2.5", 2.5, "forget-bias:-1", -1.0, "keras2", 1.0, "default", 1.0)
                .entrySet()) {
            INDArray bias = initialBias(init.getKey());
            assertThat(bias.getRow(1).meanNumber().doubleValue()).isEqualTo(init.getValue());
            assertThat(bias.getRow(1).stdNumber().doubleValue()).isZero();
            for (int gate : new int[] {0, 2, 3}) {
                assertThat(bias.getRow(gate).norm2Number().doubleValue()).isZero();
            }
        }
    }

    /** exp(b_f) is uniform on 1 to T - 1: here 1 to 999, mean 500, standard deviation 998 / sqrt(12). */
    @Test
    void chronoBiasesSpreadOverTheLags() {
        INDArray bias = initialBias("chrono");
        INDArray lags = Transforms.exp(bias.getRow(1).dup());
        assertThat(lags.minNumber().doubleValue()).isBetween(1.0, 60.0);
        assertThat(lags.maxNumber().doubleValue()).isBetween(940.0, 999.0);
        double error = 998 / Math.sqrt(12) / Math.sqrt(200);
        assertThat(lags.meanNumber().doubleValue()).isCloseTo(500, within(4 * error));
        assertThat(bias.getRow(3)).isEqualTo(bias.getRow(1).neg());
        assertThat(bias.getRow(0).norm2Number().doubleValue()).isZero();
        assertThat(bias.getRow(2).norm2Number().doubleValue()).isZero();
    }

    /** Gradient descent with a rate of 1: the change of a layer's parameters is its clipped gradient. */
    @Test
    void gradientsAreClippedLayerByLayer() {
        Workload spec = Workload.of("recall", "length=12", "optimizer=sgd", "learning-rate=1", "clip=0.01", "batch=4");
        NetworkSpec network = spec.network();
        MultiLayerNetwork clipped = create(network, DataType.FLOAT);
        INDArray before = clipped.params().dup();
        INDArray inputs = Nd4j.rand(DataType.FLOAT, 4, network.io().inputSize(), 11);
        clipped.fit(inputs, Nd4j.ones(DataType.FLOAT, 4, network.io().outputSize()));
        INDArray change = clipped.params().sub(before).reshape(before.length());
        long lstm = clipped.getLayer(0).numParams();
        for (INDArray layer : List.of(
                change.get(NDArrayIndex.interval(0, lstm)), change.get(NDArrayIndex.interval(lstm, change.length())))) {
            assertThat(layer.norm2Number().doubleValue()).isCloseTo(0.01, within(1e-5));
        }
    }

    @Test
    void layersStack() {
        try (Engine engine = engine(Workload.of("original", "layers=2"))) {
            assertThat(engine.parameters()).isEqualTo(2185 + 4 * 20 * (20 + 20 + 1));
        }
    }

    @Test
    void hardSigmoidIsKeras2s() {
        double[] x = java.util.stream.IntStream.rangeClosed(-40, 40)
                .mapToDouble(i -> i / 10.0)
                .toArray();
        INDArray y = Activation.HARDSIGMOID.getActivationFunction().getActivation(Nd4j.createFromArray(x), false);
        for (int i = 0; i < x.length; i++) {
            assertThat(y.getDouble(i)).isCloseTo(Math.min(1, Math.max(0, 0.2 * x[i] + 0.5)), within(1e-7));
        }
    }

    @Test
    void keras2WeightsAreDrawnAsKeras2Does() {
        Workload spec = Workload.of("original", "init=keras2");
        MultiLayerNetwork network = create(spec.network(), DataType.FLOAT);
        assertThat(network.getParam("0_W").amaxNumber().doubleValue())
                .isBetween(0.8 * Math.sqrt(6.0 / 85), Math.sqrt(6.0 / 85));
        INDArray recurrent = network.getParam("0_RW");
        INDArray gram = recurrent.mmul(recurrent.transpose());
        assertThat(gram.sub(Nd4j.eye(20).castTo(DataType.FLOAT)).amaxNumber().doubleValue())
                .isLessThan(1e-6);
        double[] bias = network.getParam("0_b").toDoubleVector();
        for (int i = 0; i < 80; i++) {
            assertThat(bias[i]).isEqualTo(i >= 20 && i < 40 ? 1 : 0);
        }
        assertThat(network.getParam("1_W").amaxNumber().doubleValue())
                .isBetween(0.8 * Math.sqrt(6.0 / 25), Math.sqrt(6.0 / 25));
        assertThat(network.getParam("1_b").amaxNumber().doubleValue()).isZero();
    }

    @Test
    void regimesStartFromEqualWeights() {
        for (String init : List.of("default", "keras2")) {
            Workload full = Workload.of("original", "seed=3", "init=" + init);
            Workload stateful = Workload.of("original", "seed=3", "init=" + init, "regime=stateful-1");
            assertThat(create(stateful.network(), DataType.FLOAT).params())
                    .isEqualTo(create(full.network(), DataType.FLOAT).params());
        }
    }

    @Test
    void encodingAgainReplacesWhatWasThere() {
        Workload spec = Workload.of("original");
        Task task = spec.task();
        Batch batch = task.newBatch(1);
        var stream = task.streams().training(1, false);
        try (Engine engine = engine(spec)) {
            Bound bound = engine.bind(batch);
            List<Float> first = predictions(engine, bound, stream, batch);
            List<Float> second = predictions(engine, bound, stream, batch);
            List<Float> firstAgain = predictions(engine, bound, stream, batch);
            assertThat(second).isNotEqualTo(first);
            assertThat(firstAgain).isEqualTo(first);
        }
    }

    private static List<Float> predictions(
            Engine engine, Bound bound, io.lagbench.workloads.BatchStream stream, Batch batch) {
        stream.next(batch);
        bound.encode();
        Predictions predictions = bound.predict();
        List<Float> values = new ArrayList<>();
        for (int k = 0; k < 5; k++) {
            for (int t = 0; t < 4; t++) {
                values.add(predictions.values().get(predictions.layout().index(0, k, t)));
            }
        }
        return values;
    }
}
