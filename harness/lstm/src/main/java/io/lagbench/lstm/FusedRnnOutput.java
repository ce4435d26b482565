package io.lagbench.lstm;

import io.lagbench.lstm.layer.FusedRnnOutputLayer;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * DL4J's {@link RnnOutputLayer} with one pass over the outputs of all steps, where DL4J's makes two and some twenty copies:
 * the same parameters, the same results to rounding. Behind a {@link FusedLSTM} nothing is copied between the two.
 *
 * <pre>{@code
 * new NeuralNetConfiguration.Builder().list()
 *     .layer(FusedLSTM.of(new LSTM.Builder().nIn(10).nOut(128).activation(Activation.TANH).build()))
 *     .layer(FusedRnnOutput.of(new RnnOutputLayer.Builder(new LossMCXENT()).nIn(128).nOut(10).build()))
 * }</pre>
 *
 * <p>Supported: softmax with {@link LossMCXENT} or its other name {@link LossNegativeLogLikelihood}, sigmoid with {@link LossBinaryXENT}, identity or sigmoid with {@link
 * LossL2}, all without loss weights, single precision, arrays on the host, label masks [batch, time] of zeros and ones; no
 * dropout. Anything else is refused, most of it when the network is initialised; so is a class that extends one of these: it
 * computes something else.
 *
 * <p>Where it differs from DL4J 1.0.0-M2.1: behind softmax, labels that do not sum to one have the gradient of their loss;
 * DL4J's is that of labels that do.
 *
 * <p>What it can do beside DL4J's: {@link #setSymbolLabels}, symbol numbers in place of one-hot labels; and behind {@link
 * FusedLSTM#setLastStepOnly}, one answer a sequence, [batch, nOut], with labels of the same shape.
 */
public final class FusedRnnOutput extends RnnOutputLayer {
    private static final long serialVersionUID = 1L;

    private boolean symbolLabels;

    /** For DL4J's serialisation; use {@link #of}. */
    public FusedRnnOutput() {}

    /**
     * A fused layer with the configuration of a stock one.
     *
     * @throws IllegalArgumentException if it is of a class that extends RnnOutputLayer: what that adds would be lost
     */
    public static FusedRnnOutput of(RnnOutputLayer stock) {
        LayerFields.requireExactly(stock, RnnOutputLayer.class, FusedRnnOutput.class);
        FusedRnnOutput fused = new FusedRnnOutput();
        copy(stock, fused);
        return fused;
    }

    /** The stock layer with this configuration; parameters can be taken over as they are. It takes one-hot labels. */
    public RnnOutputLayer toStock() {
        RnnOutputLayer stock = new RnnOutputLayer();
        copy(this, stock);
        return stock;
    }

    private static void copy(RnnOutputLayer from, RnnOutputLayer to) {
        RnnOutputLayer source = (RnnOutputLayer) from.clone();
        LayerFields.copy(source, to);
        to.setLossFn(source.getLossFn());
        to.setHasBias(source.hasBias());
        to.setRnnDataFormat(source.getRnnDataFormat());
    }

    /** Whether labels are symbol numbers. */
    public boolean isSymbolLabels() {
        return symbolLabels;
    }

    /**
     * Sets whether labels are symbol numbers, [batch, 1, time] (NWC: [batch, time, 1]), each a whole number from 0 to
     * nOut - 1, or -1 where a step carries no loss, as if a label mask hid it: an array of type INT32 is read as it is, one of
     * another type is converted.
     */
    public void setSymbolLabels(boolean symbolLabels) {
        this.symbolLabels = symbolLabels;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        LayerValidation.assertNInNOutSet("FusedRnnOutput", getLayerName(), index, getNIn(), getNOut());
        refuseWhatIsNotSupported(type);
        return LayerFields.instantiated(
                new FusedRnnOutputLayer(
                        configuration, type, KernelKind.matrixProduct(), KernelKind.exponential(), symbolLabels),
                configuration,
                listeners,
                index,
                parameters,
                initialize);
    }

    private void refuseWhatIsNotSupported(DataType type) {
        if (!FusedRnnOutputLayer.supports(this) || type != DataType.FLOAT) {
            throw new IllegalStateException("FusedRnnOutput" + (getLayerName() == null ? "" : " " + getLayerName())
                    + " supports softmax with LossMCXENT or LossNegativeLogLikelihood, sigmoid with LossBinaryXENT, and identity or"
                    + " sigmoid with LossL2, without loss weights, and data type FLOAT, not "
                    + LayerFields.name(getActivationFn()) + ", "
                    + LayerFields.name(getLossFn()) + " and " + type);
        }
        if (getIDropout() != null) {
            throw new IllegalStateException("FusedRnnOutput supports no dropout; put it on the layer below");
        }
        if (Nd4jBackend.onDevice()) {
            throw new IllegalStateException(
                    "FusedRnnOutput works on arrays in host memory; this ND4J backend has them on a"
                            + " device: use RnnOutputLayer");
        }
    }

    /** Whether an input is one answer a sequence; one of a layer that sees each step alone knows the format of the sequences. */
    private static boolean isOneStep(InputType input) {
        return input instanceof InputType.InputTypeFeedForward single && single.getTimeDistributedFormat() == null;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return isOneStep(input) ? null : super.getPreProcessorForInputType(input);
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return isOneStep(input) ? InputType.feedForward(getNOut()) : super.getOutputType(index, input);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!isOneStep(input)) {
            super.setNIn(input, override);
        } else if (getNIn() <= 0 || override) {
            setNIn(input.arrayElementsPerExample());
        }
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FusedRnnOutput;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof FusedRnnOutput fused && fused.symbolLabels == symbolLabels;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hash(symbolLabels);
    }
}
