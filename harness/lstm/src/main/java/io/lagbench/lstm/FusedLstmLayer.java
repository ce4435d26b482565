package io.lagbench.lstm;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The layer of a {@link FusedLSTM}. Forward runs once per fit: backward uses the pass that the activation left, with the
 * state it began from. Arrays between DL4J's [batch, size, time] and the kernel's [time, batch, size] are the layer's own,
 * outside DL4J's workspaces, because they must live until the backward pass.
 */
public final class FusedLstmLayer extends LSTM {
    private static final long serialVersionUID = 1L;

    private transient LstmKernel kernel;
    private transient Buffers buffers;
    private transient LstmKernel.Pass pass;

    FusedLstmLayer(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    /** What computes. */
    public String kernelDescription() {
        return kernel().description();
    }

    private LstmKernel kernel() {
        if (kernel == null) {
            kernel = new OneDnnLstmKernel();
        }
        return kernel;
    }

    /** Time-major arrays of one shape. */
    private static final class Buffers {
        private final LstmShape shape;
        private final INDArray input;
        private final INDArray output;
        private final INDArray outputGradient;
        private final INDArray inputGradient;

        Buffers(LstmShape shape) {
            this.shape = shape;
            try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                input = array(shape.input());
                output = array(shape.hidden());
                outputGradient = array(shape.hidden());
                inputGradient = array(shape.input());
            }
        }

        private INDArray array(int size) {
            return Nd4j.createUninitialized(DataType.FLOAT, new long[] {shape.timeSteps(), shape.batch(), size}, 'c');
        }

        void close() {
            for (INDArray array : new INDArray[] {input, output, outputGradient, inputGradient}) {
                array.close();
            }
        }
    }

    /** A time-major array seen as [batch, size, time]. */
    private static INDArray batchFirst(INDArray timeMajor) {
        return timeMajor.permute(1, 2, 0);
    }

    @Override
    public INDArray activate(INDArray newInput, boolean training, LayerWorkspaceMgr workspaces) {
        setInput(newInput, workspaces);
        return activate(training, workspaces);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        return forward(null, training, workspaces);
    }

    @Override
    public INDArray rnnTimeStep(INDArray newInput, LayerWorkspaceMgr workspaces) {
        setInput(newInput, workspaces);
        INDArray activations = forward(state(stateMap), false, workspaces);
        store(stateMap);
        return activations;
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray newInput, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaces) {
        setInput(newInput, workspaces);
        INDArray activations = forward(state(tBpttStateMap), training, workspaces);
        if (storeLastForTBPTT) {
            store(tBpttStateMap);
        }
        return activations;
    }

    private static LstmState state(Map<String, INDArray> map) {
        INDArray output = map.get(STATE_KEY_PREV_ACTIVATION);
        return output == null ? null : new LstmState(output, map.get(STATE_KEY_PREV_MEMCELL));
    }

    private void store(Map<String, INDArray> map) {
        map.put(STATE_KEY_PREV_ACTIVATION, pass.lastState().output());
        map.put(STATE_KEY_PREV_MEMCELL, pass.lastState().cell());
    }

    private INDArray forward(LstmState state, boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        if (input.rank() != 3 || input.isEmpty()) {
            throw new IllegalArgumentException(
                    "FusedLSTM needs a 3-d input with content, not " + Arrays.toString(input.shape()));
        }
        applyDropOutIfNecessary(training, workspaces);
        INDArray batchFirst = permuteIfNWC(input);
        LstmShape shape =
                new LstmShape((int) batchFirst.size(2), (int) batchFirst.size(0), (int) batchFirst.size(1), (int)
                        layerConf().getNOut());
        if (buffers == null || !buffers.shape.equals(shape)) {
            if (buffers != null) {
                buffers.close();
            }
            buffers = new Buffers(shape);
        }
        batchFirst(buffers.input).assign(batchFirst);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            pass = kernel().forward(weights(training, workspaces), buffers.input, state, buffers.output, training);
        }
        INDArray activations = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                DataType.FLOAT,
                new long[] {shape.batch(), shape.hidden(), shape.timeSteps()},
                'f');
        return permuteIfNWC(activations.assign(batchFirst(buffers.output)));
    }

    private LstmWeights weights(boolean training, LayerWorkspaceMgr workspaces) {
        return new LstmWeights(
                getParamWithNoise(LSTMParamInitializer.INPUT_WEIGHT_KEY, training, workspaces),
                getParamWithNoise(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, training, workspaces),
                getParamWithNoise(LSTMParamInitializer.BIAS_KEY, training, workspaces));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (pass == null) {
            throw new IllegalStateException("FusedLSTM needs a forward pass in training before the backward pass");
        }
        batchFirst(buffers.outputGradient).assign(permuteIfNWC(epsilon));
        LstmWeights gradients = new LstmWeights(
                gradientViews.get(LSTMParamInitializer.INPUT_WEIGHT_KEY),
                gradientViews.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY),
                gradientViews.get(LSTMParamInitializer.BIAS_KEY));
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            kernel().backward(
                            weights(true, workspaces), pass, buffers.outputGradient, buffers.inputGradient, gradients);
        }
        pass = null;
        weightNoiseParams.clear();
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(LSTMParamInitializer.INPUT_WEIGHT_KEY, gradients.input());
        gradient.gradientForVariable().put(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, gradients.recurrent());
        gradient.gradientForVariable().put(LSTMParamInitializer.BIAS_KEY, gradients.bias());
        LstmShape shape = buffers.shape;
        INDArray below = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD,
                DataType.FLOAT,
                new long[] {shape.batch(), shape.input(), shape.timeSteps()},
                'f');
        below.assign(batchFirst(buffers.inputGradient));
        return new Pair<>(gradient, permuteIfNWC(backpropDropOutIfPresent(below)));
    }

    /** The backward pass of a segment; its length is that of the forward pass. */
    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int backwardLength, LayerWorkspaceMgr workspaces) {
        if (backwardLength < buffers.shape.timeSteps()) {
            throw new UnsupportedOperationException(
                    "FusedLSTM supports truncated backpropagation with equal lengths, not " + buffers.shape.timeSteps()
                            + " forward and " + backwardLength + " backward");
        }
        return backpropGradient(epsilon, workspaces);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batchSize) {
        refuse(mask);
        return super.feedForwardMaskArray(mask, state, batchSize);
    }

    @Override
    public void setMaskArray(INDArray mask) {
        refuse(mask);
        super.setMaskArray(mask);
    }

    private static void refuse(INDArray mask) {
        if (mask != null) {
            throw new UnsupportedOperationException(
                    "FusedLSTM does not support feature masks; got one of " + Arrays.toString(mask.shape()));
        }
    }

    /** Releases native memory. */
    @Override
    public void close() {
        if (kernel != null) {
            kernel.close();
            kernel = null;
        }
        if (buffers != null) {
            buffers.close();
            buffers = null;
        }
        pass = null;
    }
}
