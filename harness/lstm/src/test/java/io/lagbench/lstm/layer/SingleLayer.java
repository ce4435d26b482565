package io.lagbench.lstm.layer;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.reference.LstmCase;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One LSTM layer of DL4J on its own, run on an {@link LstmCase}. */
final class SingleLayer implements AutoCloseable {
    private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

    private final RecurrentLayer layer;

    private SingleLayer(LSTM configuration) {
        NeuralNetConfiguration conf =
                new NeuralNetConfiguration.Builder().layer(configuration).build();
        long count = conf.getLayer().initializer().numParams(conf);
        layer = (RecurrentLayer)
                conf.getLayer().instantiate(conf, null, 0, Nd4j.create(DataType.FLOAT, 1, count), true, DataType.FLOAT);
        layer.setBackpropGradientsViewArray(Nd4j.valueArrayOf(new long[] {1, count}, 7, DataType.FLOAT));
    }

    static LSTM configuration(LstmShape shape) {
        return new LSTM.Builder()
                .nIn(shape.input())
                .nOut(shape.hidden())
                .activation(Activation.TANH)
                .build();
    }

    static SingleLayer stock(LstmShape shape) {
        return new SingleLayer(configuration(shape));
    }

    static SingleLayer fused(LstmShape shape) {
        return new SingleLayer(FusedLSTM.of(configuration(shape), TestedKernel.KIND));
    }

    FusedLstmLayer fusedLayer() {
        return (FusedLstmLayer) layer;
    }

    /** Forward and backward from the case's state, under its mask. */
    LstmCase.Result run(LstmCase given) {
        return run(given, true);
    }

    LstmCase.Result run(LstmCase given, boolean storesState) {
        layer.getParam(LSTMParamInitializer.INPUT_WEIGHT_KEY).assign(given.weights.input());
        layer.getParam(LSTMParamInitializer.RECURRENT_WEIGHT_KEY).assign(given.weights.recurrent());
        layer.getParam(LSTMParamInitializer.BIAS_KEY).assign(given.weights.bias());
        layer.setMaskArray(given.mask);
        layer.rnnClearPreviousState();
        INDArray input = given.input.permute(1, 2, 0).dup();
        INDArray epsilon = given.outputGradient.permute(1, 2, 0).dup();
        INDArray output;
        LstmState last = null;
        Pair<Gradient, INDArray> gradients;
        if (given.state == null) {
            output = layer.activate(input, true, NONE);
            gradients = layer.backpropGradient(epsilon, NONE);
        } else {
            layer.rnnSetTBPTTState(map(given.state));
            layer.rnnSetPreviousState(map(given.state)); // stock's backward begins here
            output = layer.rnnActivateUsingStoredState(input, true, storesState, NONE);
            if (storesState) {
                last = new LstmState(
                        layer.rnnGetTBPTTState().get(FusedLstmLayer.STATE_KEY_PREV_ACTIVATION),
                        layer.rnnGetTBPTTState().get(FusedLstmLayer.STATE_KEY_PREV_MEMCELL));
            }
            gradients = layer.tbpttBackpropGradient(epsilon, given.shape.timeSteps(), NONE);
        }
        Map<String, INDArray> parts = gradients.getFirst().gradientForVariable();
        return new LstmCase.Result(
                output.permute(2, 0, 1).dup(),
                last,
                gradients.getSecond().permute(2, 0, 1).dup(),
                new LstmWeights(
                        parts.get(LSTMParamInitializer.INPUT_WEIGHT_KEY).dup(),
                        parts.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY).dup(),
                        parts.get(LSTMParamInitializer.BIAS_KEY).reshape(4L * given.shape.hidden())));
    }

    private static Map<String, INDArray> map(LstmState state) {
        return Map.of(
                FusedLstmLayer.STATE_KEY_PREV_ACTIVATION, state.output(),
                FusedLstmLayer.STATE_KEY_PREV_MEMCELL, state.cell());
    }

    @Override
    public void close() {
        if (layer instanceof FusedLstmLayer fused) {
            fused.close();
        }
    }
}
