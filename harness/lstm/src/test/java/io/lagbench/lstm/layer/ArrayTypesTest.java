package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.reference.LstmCase;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Arrays of every type at every door of the fused layers: what they hold counts, not how. The values used are those that the
 * type can hold.
 */
class ArrayTypesTest {
    private static final int BATCH = 3;
    private static final int IN = 5;
    private static final int HIDDEN = 8;
    private static final int STEPS = 6;
    private static final int OUT = 4;

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
        assumeThat(Nd4jBackend.onDevice()).isFalse();
    }

    private static MultiLayerNetwork network() {
        LSTM lstm = new LSTM.Builder()
                .nIn(IN)
                .nOut(HIDDEN)
                .activation(Activation.TANH)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .list(
                        FusedLSTM.of(lstm, TestedKernel.KIND),
                        FusedRnnOutput.of(new RnnOutputLayer.Builder(new LossMCXENT())
                                .nIn(HIDDEN)
                                .nOut(OUT)
                                .activation(Activation.SOFTMAX)
                                .build()))
                .build());
        network.init();
        return network;
    }

    /** Random zeros and ones, which every type holds, in single precision. */
    private static INDArray zerosAndOnes(long seed, long... shape) {
        return LstmCase.normal(new Random(seed), DataType.FLOAT, shape).gt(0).castTo(DataType.FLOAT);
    }

    /** Values with few digits, which every type of real numbers holds, in single precision. */
    private static INDArray eighths(long seed, long... shape) {
        INDArray eighths =
                LstmCase.normal(new Random(seed), DataType.FLOAT, shape).mul(8);
        return Nd4j.math().floor(eighths).div(8);
    }

    private static Map<String, INDArray> state(DataType type) {
        return Map.of(
                FusedLstmLayer.STATE_KEY_PREV_ACTIVATION,
                        eighths(1, BATCH, HIDDEN).castTo(type),
                FusedLstmLayer.STATE_KEY_PREV_MEMCELL, eighths(2, BATCH, HIDDEN).castTo(type));
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "FLOAT", "HALF", "BFLOAT16"})
    void carriedStateOfEveryType(DataType type) {
        INDArray step = eighths(3, BATCH, IN, 1);
        INDArray expected = afterState(DataType.FLOAT, step);
        assertThat(afterState(type, step)).isEqualTo(expected);
        assertThat(expected).as("the state counts").isNotEqualTo(network().rnnTimeStep(step));
    }

    private static INDArray afterState(DataType type, INDArray step) {
        MultiLayerNetwork network = network();
        network.rnnSetPreviousState(0, state(type));
        return network.rnnTimeStep(step);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "FLOAT", "HALF"})
    void carriedStateOfEveryTypeInTraining(DataType type) {
        INDArray steps = eighths(3, BATCH, IN, STEPS);
        INDArray epsilon = eighths(4, BATCH, HIDDEN, STEPS);
        assertThat(gradient(type, steps, epsilon, null)).isEqualTo(gradient(DataType.FLOAT, steps, epsilon, null));
        INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, STEPS).putScalar(1, STEPS - 1, 0);
        assertThat(gradient(type, steps, epsilon, mask))
                .as("under a mask, where the state is gathered")
                .isEqualTo(gradient(DataType.FLOAT, steps, epsilon, mask));
    }

    private static INDArray gradient(DataType type, INDArray steps, INDArray epsilon, INDArray mask) {
        MultiLayerNetwork network = network();
        network.setInput(steps);
        RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
        layer.setBackpropGradientsViewArray(Nd4j.zeros(DataType.FLOAT, 1, layer.numParams()));
        layer.setMaskArray(mask);
        layer.rnnSetTBPTTState(state(type));
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        layer.rnnActivateUsingStoredState(steps, true, false, none);
        return layer.tbpttBackpropGradient(epsilon, STEPS, none).getSecond().dup();
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "FLOAT", "HALF", "BFLOAT16", "INT", "LONG", "BYTE", "UBYTE", "BOOL"})
    void inputsLabelsMasksAndGradientsOfEveryType(DataType type) {
        INDArray x = zerosAndOnes(1, BATCH, IN, STEPS);
        INDArray y = zerosAndOnes(2, BATCH, OUT, STEPS);
        INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, STEPS).putScalar(1, STEPS - 1, 0);
        MultiLayerNetwork typed = network();
        MultiLayerNetwork plain = network();
        assertThat(typed.getLayer(0).activate(x.castTo(type), false, LayerWorkspaceMgr.noWorkspaces()))
                .isEqualTo(plain.getLayer(0).activate(x, false, LayerWorkspaceMgr.noWorkspaces()));
        typed.fit(new DataSet(x.castTo(type), y.castTo(type), mask.castTo(type), mask.castTo(type)));
        plain.fit(new DataSet(x, y, mask, mask));
        assertThat(typed.score()).isEqualTo(plain.score());
        assertThat(typed.params()).isEqualTo(plain.params());
        INDArray epsilon = zerosAndOnes(3, BATCH, HIDDEN, STEPS);
        assertThat(backward(typed, x, epsilon.castTo(type))).isEqualTo(backward(plain, x, epsilon));
    }

    private static INDArray backward(MultiLayerNetwork network, INDArray x, INDArray epsilon) {
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        network.getLayer(0).activate(x, true, none);
        return network.getLayer(0).backpropGradient(epsilon, none).getSecond().dup();
    }

    @Test
    void incompleteStateIsRefused() {
        MultiLayerNetwork network = network();
        network.rnnSetPreviousState(
                0, Map.of(FusedLstmLayer.STATE_KEY_PREV_ACTIVATION, Nd4j.zeros(DataType.FLOAT, BATCH, HIDDEN)));
        assertThatThrownBy(() -> network.rnnTimeStep(eighths(3, BATCH, IN, 1)))
                .hasStackTraceContaining("a carried state without prevMem; it needs both");
    }

    @Test
    void labelMasksOfOtherValuesOrShapesAreRefused() {
        MultiLayerNetwork network = network();
        INDArray x = eighths(1, BATCH, IN, STEPS);
        INDArray y = zerosAndOnes(2, BATCH, OUT, STEPS);
        for (double weight : new double[] {0.5, 2, -1, Double.NaN}) {
            INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, STEPS).putScalar(2, 4, weight);
            assertThatThrownBy(() -> network.fit(new DataSet(x, y, null, mask)))
                    .hasMessageContaining(
                            "needs a label mask of zeros and ones, not " + (float) weight + " at sequence 2, step 4");
        }
        INDArray transposed = Nd4j.ones(DataType.FLOAT, STEPS, BATCH);
        assertThatThrownBy(() -> network.fit(new DataSet(x, y, null, transposed)))
                .hasMessageContaining("needs a label mask [batch, time] of [3, 6], not [6, 3]");
    }

    @Test
    void kernelsReadNoArrayOfAnotherType() {
        LstmCase given = new LstmCase(1, new LstmShape(1, 2, 3, 5), DataType.FLOAT, true);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {1, 2, 5}, 'c');
        LstmWeights weights = given.weights;
        INDArray doubles = weights.recurrent().castTo(DataType.DOUBLE);
        try (LstmKernel kernel = TestedKernel.KIND.create()) {
            assertThatThrownBy(() -> kernel.forward(
                            new LstmWeights(weights.input(), doubles, weights.bias()),
                            given.input,
                            given.state,
                            output,
                            false))
                    .hasMessage("the recurrent weights must be single precision (FLOAT), not DOUBLE");
            LstmState state =
                    new LstmState(given.state.output(), given.state.cell().castTo(DataType.DOUBLE));
            assertThatThrownBy(() -> kernel.forward(weights, given.input, state, output, false))
                    .hasMessage("the state's cell must be single precision (FLOAT), not DOUBLE");
            LstmKernel.Pass pass = kernel.forward(weights, given.input, given.state, output, true);
            INDArray below = Nd4j.create(DataType.FLOAT, new long[] {1, 2, 3}, 'c');
            assertThatThrownBy(() -> kernel.backward(
                            weights, pass, given.outputGradient.castTo(DataType.FLOAT16), below, weights))
                    .hasMessage("the output gradient must be single precision (FLOAT), not HALF");
        }
    }

    @Test
    void gradientsOfAnotherShapeAreRefused() {
        LstmCase given = new LstmCase(1, new LstmShape(2, 2, 3, 5), DataType.FLOAT, false);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {2, 2, 5}, 'c');
        INDArray below = Nd4j.create(DataType.FLOAT, new long[] {2, 2, 3}, 'c');
        LstmWeights weights = given.weights;
        try (LstmKernel kernel = TestedKernel.KIND.create()) {
            LstmKernel.Pass pass = kernel.forward(weights, given.input, null, output, true);
            LstmWeights smaller =
                    new LstmWeights(Nd4j.zeros(DataType.FLOAT, 1, 20), weights.recurrent(), weights.bias());
            assertThatThrownBy(() -> kernel.backward(weights, pass, given.outputGradient, below, smaller))
                    .hasMessage("the gradient of the input weights must be [3, 20], not [1, 20]");
            LstmWeights transposed =
                    new LstmWeights(weights.input(), Nd4j.zeros(DataType.FLOAT, 20, 5), weights.bias());
            assertThatThrownBy(() -> kernel.backward(weights, pass, given.outputGradient, below, transposed))
                    .hasMessage("the gradient of the recurrent weights must be [5, 20], not [20, 5]");
        }
    }
}
