package io.lagbench.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.harness.fake.Nd4jRequired;
import io.lagbench.harness.fake.SumTask;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.fake.VariableLengthTask;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.Trial;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Score;
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

    private static Engine engine(TrialSpec spec) {
        return Engines.get("stock").create(spec.network(spec.createTask()), spec.seed());
    }

    @Test
    void theTutorialsNetworkHas2185Parameters() {
        try (Engine engine = engine(Trials.trial("original"))) {
            assertThat(engine.parameters()).isEqualTo(2185);
            assertThat(engine.describe().backend()).isEqualTo("cpu");
            assertThat(engine.describe().engineNative()).contains("nd4j-native 1.0.0-M2.1");
            assertThat(engine.describe().isa()).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource({"original, 1", "original, 2", "recall, 3"})
    void theLossOfAFitIsThatOfAnEvaluationBeforeIt(String taskName, int batchSize) {
        TrialSpec spec = Trials.trial(taskName, "batch=" + batchSize, "hidden=7");
        Task task = spec.createTask();
        Batch batch = task.newBatch(batchSize);
        task.streams().training(5, false).next(batch);
        try (Engine engine = engine(spec)) {
            EngineBatch bound = engine.bind(batch);
            bound.encode();
            Predictions before = engine.predict(bound);
            Scorer scorer = task.scorer();
            scorer.add(batch, batchSize, before);
            engine.fit(bound);
            double loss = task.loss()
                    .mean(
                            engine.lastLossSum() * batchSize,
                            batch.lossSteps(),
                            task.shape().outputSize());
            assertThat(loss).isCloseTo(scorer.score().loss(), within(2e-5)); // DL4J clips probabilities at 1e-5
            assertThat(engine.lastUpdates()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"stock, full", "stock, tbptt-6", "onednn, full", "onednn, tbptt-6"})
    void squaredErrorOfRealNumbersIsThatOfAnEvaluationBeforeAndFalls(String lstm, String regime) {
        assumeThat(Engines.get(lstm).problem()).isEmpty();
        Task task = new SumTask(6, 0.04);
        NetworkSpec network = Trials.trial("recall", "hidden=7", "learning-rate=0.02", "regime=" + regime)
                .network(task);
        Batch batch = task.newBatch(3);
        task.streams().training(5, false).next(batch);
        try (Engine engine = Engines.get(lstm).create(network, 1)) {
            EngineBatch bound = engine.bind(batch);
            bound.encode();
            Scorer scorer = task.scorer();
            scorer.add(batch, 3, engine.predict(bound));
            engine.fit(bound);
            double before = engine.lastLossSum();
            assertThat(task.loss().mean(before * 3, batch.lossSteps(), 1))
                    .isCloseTo(scorer.score().loss(), within(1e-6));
            for (int fit = 0; fit < 50; fit++) {
                engine.fit(bound);
            }
            assertThat(engine.lastLossSum()).isLessThan(before / 2);
        }
    }

    @Test
    void oneAnswerAfterSequencesOfDifferentLengthsIsRefused() {
        Task task = new VariableLengthTask();
        NetworkSpec network = Trials.trial("recall", "hidden=7").network(task);
        Batch batch = task.newBatch(8);
        task.streams().training(5, false).next(batch);
        try (Engine engine = Engines.get("stock").create(network, 1)) {
            EngineBatch bound = engine.bind(batch);
            assertThatThrownBy(bound::encode)
                    .isInstanceOf(UnsupportedWorkloadException.class)
                    .hasMessageContaining("sequences of different lengths");
        }
    }

    /** One segment as long as the sequence: the same gradient, from an output layer at every step and a mask. */
    @ParameterizedTest
    @ValueSource(strings = {"stock", "onednn"})
    void answeringOnceLearnsWhatAMaskedAnswerAtEveryStepLearns(String lstm) {
        assumeThat(Engines.get(lstm).problem()).isEmpty();
        List<List<Double>> losses = new ArrayList<>();
        for (String regime : List.of("full", "tbptt-100")) {
            TrialSpec spec =
                    Trials.trial("recall", "length=15", "batch=5", "layers=2", "init=keras2", "regime=" + regime);
            NetworkSpec network = spec.network(spec.createTask());
            assertThat(network.answersOnce()).isEqualTo(regime.equals("full"));
            Batch batch = spec.createTask().newBatch(5);
            BatchStream stream = spec.createTask().streams().training(1, false);
            List<Double> curve = new ArrayList<>();
            try (Engine engine = Engines.get(lstm).create(network, 1)) {
                EngineBatch bound = engine.bind(batch);
                for (int fit = 0; fit < 10; fit++) {
                    stream.next(batch);
                    bound.encode();
                    engine.fit(bound);
                    curve.add(engine.lastLossSum());
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
        TrialSpec spec = Trials.trial("original", "regime=" + regime);
        Batch batch = spec.createTask().newBatch(1);
        spec.createTask().streams().training(1, false).next(batch);
        try (Engine engine = engine(spec)) {
            EngineBatch bound = engine.bind(batch);
            bound.encode();
            engine.fit(bound);
            assertThat(engine.lastUpdates()).isEqualTo(updates);
            assertThat(spec.regime().updatesPerFit(4)).isEqualTo(updates);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "stateful-1"})
    void sameSeedAndThreadsGiveBitEqualLearning(String regime) {
        assertThat(learningCurve("stock", regime, 3)).isEqualTo(learningCurve("stock", regime, 3));
        assertThat(learningCurve("stock", regime, 3)).isNotEqualTo(learningCurve("stock", regime, 4));
    }

    private static List<Score> learningCurve(String lstm, String regime, int seed) {
        TrialSpec any = Trials.trial("original", "regime=" + regime, "epochs=20", "evaluate-every=5", "warmup=2");
        TrialSpec spec = new TrialSpec("t", any.task(), any.backend(), any.settings(), seed, 1);
        List<Score> scores = new ArrayList<>();
        new Trial(spec, Engines.get(lstm), NanoClock.system(), List.of(), null, event -> {
                    if (event instanceof TrialEvent.Evaluated evaluated) {
                        scores.add(evaluated.score());
                    }
                })
                .run();
        assertThat(scores).hasSize(5);
        return scores;
    }

    @Test
    void fullBackpropagationLearnsToRecall() {
        TrialSpec spec = Trials.trial("original", "epochs=300", "evaluate-every=300", "warmup=0");
        TrialResult result =
                new Trial(spec, Engines.get("stock"), NanoClock.system(), List.of(), null, event -> {}).run();
        assertThat(result.solved()).isTrue();
        assertThat(result.value(Metrics.FLIP_ACCURACY)).hasValue(1);
        assertThat(result.value(Metrics.BLANK_ACCURACY)).hasValue(0.5);
    }

    /** With symbol numbers where the alphabet is large, which must not change what is learned. */
    @Test
    void aSolvedTrialRemembers() {
        for (String alphabet : List.of("8", "200")) {
            TrialSpec spec = Trials.trial(
                    "recall",
                    "length=20",
                    "alphabet=" + alphabet,
                    "init=chrono",
                    "batch=32",
                    "learning-rate=0.01",
                    "until=solved",
                    "evaluate-every=20",
                    "warmup=0",
                    "updates=1000");
            TrialResult result =
                    new Trial(spec, Engines.get("onednn"), NanoClock.system(), List.of(), null, event -> {}).run();
            assertThat(result.solved()).isTrue();
            assertThat(result.remembers()).as(result.metrics().toString()).isTrue();
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
        TrialSpec spec = Trials.trial(taskName, "lstm=" + lstm, assignment);
        Task task = spec.createTask();
        Batch batch = task.newBatch(2);
        task.streams().training(1, false).next(batch);
        try (Engine engine = Engines.get(lstm).create(spec.network(task), 1)) {
            EngineBatch bound = engine.bind(batch);
            bound.encode();
            for (int fit = 0; fit < 3; fit++) {
                engine.predict(bound); // between fits, where the marks do not stand
                long start = System.nanoTime();
                engine.fit(bound);
                long nanos = System.nanoTime() - start;
                assertThat(engine.lastUpdates()).isEqualTo(updates);
                assertThat(engine.lastSplit()).isPresent().hasValueSatisfying(split -> {
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
        TrialSpec spec = Trials.trial(taskName, assignment, "hidden=9", "clip=1");
        Task task = spec.createTask();
        Batch batch = task.newBatch(4);
        BatchStream stream = task.streams().training(1, false);
        NetworkSpec network = spec.network(task);
        try (Engine stock = Engines.get("stock").create(network, 1);
                Engine fused = Engines.get("onednn").create(network, 1)) {
            EngineBatch forStock = stock.bind(batch);
            EngineBatch forFused = fused.bind(batch);
            for (int fit = 0; fit < 20; fit++) {
                stream.next(batch);
                forStock.encode();
                forFused.encode();
                stock.fit(forStock);
                fused.fit(forFused);
                assertThat(fused.lastLossSum()) // Adam makes steps of rounding errors where gradients are near zero
                        .isCloseTo(stock.lastLossSum(), within(1e-3 * Math.max(1, stock.lastLossSum())));
            }
            Scorer fusedScore = task.scorer();
            Scorer stockScore = task.scorer();
            Predictions fromFused = fused.predict(forFused);
            fusedScore.add(batch, 4, fromFused);
            Predictions fromStock = stock.predict(forStock);
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
        TrialSpec spec = Trials.trial(task, assignments);
        return spec.network(spec.createTask());
    }

    /** Which earlier inputs move the last output, by at least a rounding error. */
    @ParameterizedTest
    @CsvSource({"feed-forward, 1", "window-4, 4", "simple-rnn, 9", "lstm, 9"})
    void aModelSeesAsManyInputsAsItsNameSays(String model, int seen) {
        MultiLayerNetwork network = Dl4jNetworks.create(
                network("recall", "length=10", "interior=shared", "model=" + model, "layers=2"),
                1,
                DataType.FLOAT,
                Dl4jNetworks.STOCK);
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
        MultiLayerNetwork network = Dl4jNetworks.create(
                network("recall", "length=7", "interior=shared", "model=" + model, "layers=2", "hidden=3"),
                1,
                DataType.DOUBLE,
                Dl4jNetworks.STOCK);
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
        TrialSpec spec = Trials.trial("original", "optimizer=" + optimizer, "learning-rate=0.01");
        Batch batch = spec.createTask().newBatch(2);
        spec.createTask().streams().training(1, false).next(batch);
        try (Engine engine = engine(spec)) {
            EngineBatch bound = engine.bind(batch);
            bound.encode();
            engine.fit(bound);
            double first = engine.lastLossSum();
            for (int i = 0; i < 20; i++) {
                engine.fit(bound);
            }
            assertThat(engine.lastLossSum()).isLessThan(first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "stateful-1", "tbptt-3"})
    void onednnLearnsWhatStockLearns(String regime) {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
        List<Score> stock = learningCurve("stock", regime, 3);
        List<Score> fused = learningCurve("onednn", regime, 3);
        assertThat(learningCurve("onednn", regime, 3)).as("bit-equal").isEqualTo(fused);
        for (int i = 0; i < stock.size(); i++) {
            assertThat(fused.get(i).loss()).isCloseTo(stock.get(i).loss(), within(1e-4));
            assertThat(fused.get(i).recallMargin()).isCloseTo(stock.get(i).recallMargin(), within(1e-3));
        }
    }

    @Test
    void onednnSaysSoAndRefusesHardSigmoid() {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
        TrialSpec spec = Trials.trial("original", "lstm=onednn");
        try (Engine engine = Engines.get("onednn").create(spec.network(spec.createTask()), 1)) {
            assertThat(engine.parameters()).isEqualTo(2185);
            assertThat(engine.describe().lstm()).isEqualTo("onednn");
            assertThat(engine.describe().engineNative()).contains(", oneDNN 2.5.2");
        }
    }

    @Test
    void whatAnImplementationCannotDoIsUnsupportedInItsRow() {
        assertThat(refusal("lstm=onednn", "gate=hard-sigmoid"))
                .isEqualTo("lstm onednn does not support gate hard-sigmoid; supported: sigmoid");
        assertThat(refusal("lstm=cudnn"))
                .isEqualTo("lstm cudnn does not support backend cpu; supported: cuda, cuda-offload");
        assertThat(refusal("lstm=stock", "math=tf32"))
                .isEqualTo("lstm stock does not support math tf32; supported: fp32");
    }

    @Test
    void arraysTooLargeForAnIndexAreUnsupportedBeforeTheyAreMade() {
        assertThat(refusalOf("recall", "lstm=stock", "length=1000000", "batch=300"))
                .contains("one array would have 2399997600 values, as [300, 8, 999999] [batch, size, steps]");
    }

    private static String refusal(String... assignments) {
        return refusalOf("original", assignments);
    }

    private static String refusalOf(String task, String... assignments) {
        TrialSpec spec = Trials.trial(task, assignments);
        TrialResult result =
                new Trial(spec, Engines.get(spec.lstm()), NanoClock.system(), List.of(), null, event -> {}).run();
        assertThat(result.status()).isEqualTo(Status.UNSUPPORTED);
        return result.error();
    }

    /** A run drops a trial whose engine ran on another backend than asked: see SuiteRunTest. */
    @Test
    void theHostNeverReportsADevicesName() {
        assumeThat(Nd4jBackend.onDevice()).isFalse();
        for (String asked : List.of("cpu", "cuda", "cuda-offload")) {
            TrialSpec cpu = Trials.trial("original", "lstm=stock");
            TrialSpec spec = new TrialSpec("t", cpu.task(), asked, cpu.settings(), 1, 1);
            try (Engine engine = Engines.get("stock").create(spec.network(spec.createTask()), 1)) {
                assertThat(engine.describe().backend()).isEqualTo(asked.equals("cuda") ? "cpu" : asked);
                assertThat(engine.describe().device())
                        .as("the host's processor")
                        .isEmpty();
                assertThat(engine.describe().engineNative()).startsWith("nd4j-native ");
                assertThat(engine.deviceBytes()).isEmpty();
            }
        }
    }

    private static INDArray initialBias(String init) {
        TrialSpec spec = Trials.trial("recall", "length=1001", "hidden=200", "init=" + init);
        return Dl4jNetworks.create(spec.network(spec.createTask()), 1, DataType.FLOAT, Dl4jNetworks.STOCK)
                .getParam("0_b")
                .reshape(4, 200);
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
        TrialSpec spec =
                Trials.trial("recall", "length=12", "optimizer=sgd", "learning-rate=1", "clip=0.01", "batch=4");
        NetworkSpec network = spec.network(spec.createTask());
        MultiLayerNetwork clipped = Dl4jNetworks.create(network, 1, DataType.FLOAT, Dl4jNetworks.STOCK);
        INDArray before = clipped.params().dup();
        INDArray inputs = Nd4j.rand(DataType.FLOAT, 4, network.inputSize(), 11);
        clipped.fit(inputs, Nd4j.ones(DataType.FLOAT, 4, network.outputSize()));
        INDArray change = clipped.params().sub(before).reshape(before.length());
        long lstm = clipped.getLayer(0).numParams();
        for (INDArray layer : List.of(
                change.get(NDArrayIndex.interval(0, lstm)), change.get(NDArrayIndex.interval(lstm, change.length())))) {
            assertThat(layer.norm2Number().doubleValue()).isCloseTo(0.01, within(1e-5));
        }
    }

    @Test
    void layersStack() {
        try (Engine engine = engine(Trials.trial("original", "layers=2"))) {
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
        TrialSpec spec = Trials.trial("original", "init=keras2");
        MultiLayerNetwork network =
                Dl4jNetworks.create(spec.network(spec.createTask()), 1, DataType.FLOAT, Dl4jNetworks.STOCK);
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
            TrialSpec full = Trials.trial("original", "init=" + init);
            TrialSpec stateful = Trials.trial("original", "init=" + init, "regime=stateful-1");
            assertThat(Dl4jNetworks.create(
                                    stateful.network(stateful.createTask()), 3, DataType.FLOAT, Dl4jNetworks.STOCK)
                            .params())
                    .isEqualTo(
                            Dl4jNetworks.create(full.network(full.createTask()), 3, DataType.FLOAT, Dl4jNetworks.STOCK)
                                    .params());
        }
    }

    @Test
    void encodingAgainReplacesWhatWasThere() {
        TrialSpec spec = Trials.trial("original");
        Task task = spec.createTask();
        Batch batch = task.newBatch(1);
        var stream = task.streams().training(1, false);
        try (Engine engine = engine(spec)) {
            EngineBatch bound = engine.bind(batch);
            List<Float> first = predictions(engine, bound, stream, batch);
            List<Float> second = predictions(engine, bound, stream, batch);
            List<Float> firstAgain = predictions(engine, bound, stream, batch);
            assertThat(second).isNotEqualTo(first);
            assertThat(firstAgain).isEqualTo(first);
        }
    }

    private static List<Float> predictions(
            Engine engine, EngineBatch bound, io.lagbench.workloads.BatchStream stream, Batch batch) {
        stream.next(batch);
        bound.encode();
        Predictions predictions = engine.predict(bound);
        List<Float> values = new ArrayList<>();
        for (int k = 0; k < 5; k++) {
            for (int t = 0; t < 4; t++) {
                values.add(predictions.values().get(predictions.layout().index(0, k, t)));
            }
        }
        return values;
    }
}
