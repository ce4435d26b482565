package io.lagbench.lstm;

import io.lagbench.lstm.layer.FusedLstmLayer;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's {@link LSTM} layer with its arithmetic in one call of a kernel, oneDNN, cuDNN or one in Java: the same parameters in
 * the same order, the same results to rounding.
 *
 * <pre>{@code
 * new NeuralNetConfiguration.Builder().list()
 *     .layer(FusedLSTM.of(new LSTM.Builder().nIn(10).nOut(128).activation(Activation.TANH).build()))
 *     .layer(new RnnOutputLayer.Builder(...).build())
 * }</pre>
 *
 * <p>For small networks and long sequences {@link KernelKind#SIMD} is several times faster than oneDNN: {@code FusedLSTM.of(lstm,
 * KernelKind.SIMD)}, with Java started with {@code --add-modules jdk.incubator.vector} (without it the network is refused when
 * it is initialised) and, for a tenth more, {@code -XX:ObjectAlignmentInBytes=64}.
 *
 * <p>Supported: tanh, sigmoid gates, single precision, on hosts with oneDNN's native library or Java's vectors, or devices with cuDNN;
 * anything else is refused when the network is initialised, also a class that extends one of these activations. Inputs,
 * carried states, masks and gradients of another type are converted.
 *
 * <p>Where it differs from DL4J 1.0.0-M2.1:
 *
 * <ul>
 *   <li>Truncated backpropagation takes the carried state into account; in DL4J's networks a segment goes backward as if it
 *       began at zero. Backward must be as long as forward.
 *   <li>Masks that reach the layer (from {@code LastTimeStep}, {@code MaskZeroLayer} or {@code setMaskArray}): both put the
 *       state to zero at masked steps, but DL4J's gradient ignores that. Equal for masks padded on the right; for others
 *       this layer's gradient is that of its outputs.
 *   <li>Dropout with the format NWC is the same in forward and backward.
 * </ul>
 *
 * <p>What it can do beside DL4J's; the first and the last without feature masks:
 *
 * <ul>
 *   <li>{@link #setLastStepOnly}: the output of the last step alone, [batch, nOut], as {@code LastTimeStep} around the layer
 *       gives, without copies of all the others.
 *   <li>{@link #setInputGradient}: no gradient with respect to the input, which nobody needs of the lowest layer.
 *   <li>{@link #setSymbolInput}: symbol numbers, [batch, 1, time], in place of their one-hot vectors, [batch, nIn, time]:
 *       the same parameters and results, with memory and time that do not grow with nIn.
 * </ul>
 */
public final class FusedLSTM extends LSTM {
    private static final long serialVersionUID = 1L;

    private KernelKind kernel = KernelKind.AUTO;
    private boolean lastStepOnly;
    private boolean inputGradient = true;
    private boolean symbolInput;

    /** For DL4J's serialisation; use {@link #of} or {@link Builder}. */
    public FusedLSTM() {}

    /** {@link LSTM.Builder}, but for what it builds. */
    @SuppressWarnings({"unchecked", "overrides"}) // the inherited build() is generic in its result
    public static final class Builder extends LSTM.Builder {
        @Override
        public FusedLSTM build() {
            return of(super.build());
        }
    }

    /** The same as {@link #of(LSTM, KernelKind)}, computed by {@link KernelKind#AUTO}. */
    public static FusedLSTM of(LSTM stock) {
        return of(stock, KernelKind.AUTO);
    }

    /**
     * A fused layer with the configuration of a stock one.
     *
     * @throws IllegalArgumentException if it is of a class that extends LSTM: what that adds would be lost
     */
    public static FusedLSTM of(LSTM stock, KernelKind kernel) {
        LayerFields.requireExactly(stock, LSTM.class, FusedLSTM.class);
        FusedLSTM fused = new FusedLSTM();
        copy(stock, fused);
        fused.setKernel(kernel);
        return fused;
    }

    /** What computes. */
    public KernelKind getKernel() {
        return kernel;
    }

    /** Sets what computes; takes effect when a network is initialised. */
    public void setKernel(KernelKind kernel) {
        this.kernel = Objects.requireNonNull(kernel);
    }

    /** Whether the output is that of the last step alone. */
    public boolean isLastStepOnly() {
        return lastStepOnly;
    }

    /** Sets whether the output is that of the last step alone, [batch, nOut]. */
    public void setLastStepOnly(boolean lastStepOnly) {
        this.lastStepOnly = lastStepOnly;
    }

    /** Whether the gradient with respect to the input is computed, where it can be. */
    public boolean isInputGradient() {
        return inputGradient;
    }

    /**
     * Sets whether the gradient with respect to the input is computed. Without it the layer gives zeros: only for the lowest layer of a
     * network, if nobody asks the network for the gradient of its input.
     */
    public void setInputGradient(boolean inputGradient) {
        this.inputGradient = inputGradient;
    }

    /** Whether the input is symbol numbers. */
    public boolean isSymbolInput() {
        return symbolInput;
    }

    /**
     * Sets whether the input is symbol numbers, [batch, 1, time], each a whole number from 0 to nIn - 1, or -1 for no
     * symbol (a vector of zeros): an array of type INT32 is read as it is, one of another type is converted. Only for the first layer of a network (no gradient flows to its input), without dropout,
     * and where ND4J's arrays are on the host.
     */
    public void setSymbolInput(boolean symbolInput) {
        this.symbolInput = symbolInput;
    }

    /**
     * The stock layer with this configuration; parameters can be taken over as they are. It takes one-hot vectors and gives
     * the outputs of all steps, whatever this layer does.
     */
    public LSTM toStock() {
        LSTM stock = new LSTM();
        copy(this, stock);
        return stock;
    }

    private static void copy(LSTM from, LSTM to) {
        LSTM source = (LSTM) from.clone();
        LayerFields.copy(source, to);
        to.setWeightInitFnRecurrent(source.getWeightInitFnRecurrent());
        to.setRnnDataFormat(source.getRnnDataFormat());
        to.setForgetGateBiasInit(source.getForgetGateBiasInit());
        to.setGateActivationFn(source.getGateActivationFn());
        to.setHelperAllowFallback(source.isHelperAllowFallback());
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        LayerValidation.assertNInNOutSet("FusedLSTM", getLayerName(), index, getNIn(), getNOut());
        refuseWhatIsNotSupported(type);
        return LayerFields.instantiated(
                new FusedLstmLayer(
                        configuration, type, kernel::create, lastStepOnly, inputGradient && !symbolInput, symbolInput),
                configuration,
                listeners,
                index,
                parameters,
                initialize);
    }

    private void refuseWhatIsNotSupported(DataType type) {
        if (!LayerFields.isExactly(getActivationFn(), ActivationTanH.class)
                || !LayerFields.isExactly(getGateActivationFn(), ActivationSigmoid.class)
                || type != DataType.FLOAT) {
            throw new IllegalStateException("FusedLSTM" + (getLayerName() == null ? "" : " " + getLayerName())
                    + " supports activation tanh, gate activation sigmoid and data type FLOAT, not "
                    + LayerFields.name(getActivationFn()) + ", " + LayerFields.name(getGateActivationFn()) + " and "
                    + type);
        }
        if (symbolInput && (getIDropout() != null || Nd4jBackend.onDevice())) {
            throw new IllegalStateException(
                    "FusedLSTM with symbol input supports neither dropout nor arrays on a device; one-hot input does");
        }
        kernel.unavailable().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        InputType sequences = super.getOutputType(index, input);
        return lastStepOnly ? InputType.feedForward(getNOut()) : sequences;
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FusedLSTM;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof FusedLSTM fused
                && fused.kernel.equals(kernel)
                && fused.lastStepOnly == lastStepOnly
                && fused.inputGradient == inputGradient
                && fused.symbolInput == symbolInput;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hash(kernel, lastStepOnly, inputGradient, symbolInput);
    }
}
