package io.lagbench.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's {@link LSTM} for truncated backpropagation, with the carried state in its backward pass.
 *
 * <p>In DL4J 1.0.0-M2.1 a network under truncated backpropagation runs each segment forward from the
 * carried state but backward as if the segment began at a zero state: {@code computeGradientAndScore} passes
 * {@code tbptt = false} whatever the configuration says, so the layer's {@code tbpttBackpropGradient}, which does it
 * right, is never called. The recurrent weights then get no gradient from the first step of a segment; with segments of
 * one step, none at all. This layer calls it. Nothing else differs.
 */
final class CarriedStateLstm extends LSTM {
    private static final long serialVersionUID = 1L;

    private int segment;

    /** For DL4J's serialisation. */
    CarriedStateLstm() {}

    /**
     * A layer with the sizes and activations of a stock one; all else is as the network says.
     *
     * @param segment steps per segment, forward and backward
     */
    CarriedStateLstm(LSTM stock, int segment) {
        this.segment = segment;
        setNIn(stock.getNIn());
        setNOut(stock.getNOut());
        setActivationFn(stock.getActivationFn());
        setGateActivationFn(stock.getGateActivationFn());
        setForgetGateBiasInit(stock.getForgetGateBiasInit());
        setRnnDataFormat(stock.getRnnDataFormat());
        setBiasInit(Double.NaN); // NaN: as the network says
        setGainInit(Double.NaN);
        setGradientNormalization(null); // null: as the network says
        setGradientNormalizationThreshold(Double.NaN);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Instance layer = new Instance(configuration, type, segment);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(configuration, parameters, initialize));
        layer.setConf(configuration);
        return layer;
    }

    /** The layer of a network. */
    private static final class Instance extends org.deeplearning4j.nn.layers.recurrent.LSTM {
        private static final long serialVersionUID = 1L;

        private final int segment;

        Instance(NeuralNetConfiguration configuration, DataType type, int segment) {
            super(configuration, type);
            this.segment = segment;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            return tbpttBackpropGradient(epsilon, segment, workspaces);
        }
    }
}
