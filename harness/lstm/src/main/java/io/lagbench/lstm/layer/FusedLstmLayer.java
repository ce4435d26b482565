package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import io.lagbench.lstm.memory.ArrayLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
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
 * The layer of a {@code FusedLSTM}, which makes it. Forward runs once per fit: backward uses the pass that the activation left, with the
 * state it began from.
 *
 * <p>DL4J 1.0.0-M2.1 does not close its layers with the network: {@link #close} releases the native memory at once.
 * Else oneDNN's goes with the garbage collector and cuDNN's with the process.
 */
public final class FusedLstmLayer extends LSTM {
    private static final long serialVersionUID = 1L;

    private transient SymbolLstmKernel kernel;
    private transient TimeMajorBuffers buffers;
    private transient Forward latest;

    private final transient Supplier<LstmKernel> kernels;
    private final boolean lastStepOnly;
    private final boolean inputGradient;
    private final boolean symbolInput;

    /**
     * Public for {@code FusedLSTM}.
     *
     * @param kernels makes the kernel when it is first needed, and again after {@link #close}
     * @param lastStepOnly see {@code FusedLSTM.setLastStepOnly}
     * @param inputGradient whether to compute the gradient with respect to the input; not of symbols
     * @param symbolInput see {@code FusedLSTM.setSymbolInput}
     */
    public FusedLstmLayer(
            NeuralNetConfiguration configuration,
            DataType type,
            Supplier<LstmKernel> kernels,
            boolean lastStepOnly,
            boolean inputGradient,
            boolean symbolInput) {
        super(configuration, type);
        this.kernels = kernels;
        this.lastStepOnly = lastStepOnly;
        this.inputGradient = inputGradient;
        this.symbolInput = symbolInput;
    }

    /** What computes. */
    public String kernelDescription() {
        return kernel().description();
    }

    /** Whether what computes takes denormal numbers for zero. */
    public boolean flushesDenormals() {
        return kernel().flushesDenormals();
    }

    /** Does before training what the kernel does once for a shape, without a mask; see {@link SymbolLstmKernel#prepare}. */
    public void prepare(int timeSteps, int sequences) {
        kernel().prepare(
                        new LstmShape(timeSteps, sequences, (int) layerConf().getNIn(), (int)
                                layerConf().getNOut()),
                        symbolInput);
    }

    private SymbolLstmKernel kernel() {
        if (kernel == null) {
            use(kernels.get());
        }
        return kernel;
    }

    /** Computes with this kernel from now on, and closes it with the layer. */
    void use(LstmKernel other) {
        close();
        kernel = SegmentedKernel.around(other);
        buffers = new TimeMajorBuffers();
    }

    /**
     * What the latest forward pass was about.
     *
     * @param runs what the mask leaves; null if nothing is masked
     * @param sequences batch size of the layer's input
     * @param steps time steps of the layer's input
     * @param state before the first step; null for zeros
     * @param input of the kernel's call
     * @param pass null if the mask left nothing
     */
    private record Forward(
            UnmaskedRuns runs,
            int sequences,
            int steps,
            LstmState state,
            boolean training,
            LstmInput input,
            LstmKernel.Pass pass) {}

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

    /** The state that a map carries, in single precision, whatever type it was set in; null if it carries none. */
    private static LstmState state(Map<String, INDArray> map) {
        INDArray output = map.get(STATE_KEY_PREV_ACTIVATION);
        INDArray cell = map.get(STATE_KEY_PREV_MEMCELL);
        if (output == null && cell == null) {
            return null;
        }
        if (output == null || cell == null) {
            throw new IllegalArgumentException("FusedLSTM has a carried state without "
                    + (output == null ? STATE_KEY_PREV_ACTIVATION : STATE_KEY_PREV_MEMCELL) + "; it needs both");
        }
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return new LstmState(output.castTo(DataType.FLOAT), cell.castTo(DataType.FLOAT));
        }
    }

    private void store(Map<String, INDArray> map) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            LstmState last = lastState();
            map.put(STATE_KEY_PREV_ACTIVATION, last.output());
            map.put(STATE_KEY_PREV_MEMCELL, last.cell());
        }
    }

    private LstmState lastState() {
        if (latest.pass == null) {
            INDArray zeros =
                    Nd4j.zeros(DataType.FLOAT, latest.sequences, layerConf().getNOut());
            return new LstmState(zeros, zeros.dup());
        }
        LstmState last = latest.pass.lastState();
        return latest.runs == null ? last : latest.runs.after(last);
    }

    private INDArray forward(LstmState state, boolean training, LayerWorkspaceMgr workspaces) {
        INDArray batchFirst = batchFirstInput(training, workspaces);
        int sequences = (int) batchFirst.size(0);
        int steps = (int) batchFirst.size(2);
        int hidden = (int) layerConf().getNOut();
        requireState(state, sequences, hidden);
        INDArray activations = lastStepOnly
                ? workspaces.createUninitialized(
                        ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {sequences, hidden}, 'c')
                : timeMajor(ArrayType.ACTIVATIONS, sequences, hidden, steps, workspaces);
        UnmaskedRuns runs = maskArray == null ? null : new UnmaskedRuns(maskArray, sequences, steps);
        LstmWeights weights = weights(training, workspaces);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            if (runs != null && runs.whole()) {
                runs = null;
            }
            if (runs != null && runs.count() == 0) {
                latest = new Forward(runs, sequences, steps, null, training, null, null);
                return permuteIfNWC(batchFirst(activations.assign(0)));
            }
            kernel();
            int in = (int) layerConf().getNIn();
            buffers.reshape(
                    runs == null
                            ? new LstmShape(steps, sequences, in, hidden)
                            : new LstmShape(runs.longest(), runs.count(), in, hidden));
            LstmState before = runs == null ? state : runs.before(state);
            LstmInput from = symbolInput
                    ? new LstmInput.Symbols(
                            steps, sequences, SymbolNumbers.read("FusedLSTM with symbol input", batchFirst, in))
                    : new LstmInput.Vectors(toKernel(runs, batchFirst, buffers::input));
            INDArray to = runs == null ? activations : buffers.output();
            LstmKernel.Pass pass = kernel.forward(weights, from, before, to, training);
            latest = new Forward(runs, sequences, steps, before, training, from, pass);
            if (runs != null) {
                runs.scatter(to, batchFirst(activations));
            }
        }
        return lastStepOnly ? activations : permuteIfNWC(batchFirst(activations));
    }

    /** An array [time, batch, size] of a workspace. */
    private static INDArray timeMajor(
            ArrayType type, long sequences, long size, long steps, LayerWorkspaceMgr workspaces) {
        return workspaces.createUninitialized(type, DataType.FLOAT, new long[] {steps, sequences, size}, 'c');
    }

    /** Shape of the output, and of the gradient that reaches it. */
    private long[] outputShape(long sequences, long steps) {
        long hidden = layerConf().getNOut();
        return lastStepOnly ? new long[] {sequences, hidden} : new long[] {sequences, hidden, steps};
    }

    /** The input as [batch, size, time], checked, after dropout. */
    private INDArray batchFirstInput(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        if (input.rank() != 3 || input.isEmpty()) {
            throw new IllegalArgumentException(
                    "FusedLSTM needs a 3-d input with content, not " + Arrays.toString(input.shape()));
        }
        if (maskArray != null && (lastStepOnly || symbolInput)) {
            throw new IllegalArgumentException("FusedLSTM with symbol input or the last step only takes no feature"
                    + " masks; one-hot input and LastTimeStep do");
        }
        input = permuteIfNWC(input); // dropout's mask has to fit the gradient, which is [batch, size, time]
        if (input.size(1) != inputSize()) {
            throw new IllegalArgumentException(
                    "FusedLSTM has nIn " + layerConf().getNIn()
                            + (symbolInput ? " and symbol input, of size 1" : "") + "; got an input of "
                            + Arrays.toString(input.shape()) + " as [batch, size, time]");
        }
        applyDropOutIfNecessary(training, workspaces);
        INDArray batchFirst = input;
        input = permuteIfNWC(input);
        return batchFirst;
    }

    /** Size of the layer's input at one step. */
    private long inputSize() {
        return symbolInput ? 1 : layerConf().getNIn();
    }

    private static void requireState(LstmState state, int sequences, int hidden) {
        if (state != null) {
            for (INDArray part : new INDArray[] {state.output(), state.cell()}) {
                if (!Arrays.equals(part.shape(), new long[] {sequences, hidden})) {
                    throw new IllegalArgumentException("FusedLSTM has a carried state of "
                            + Arrays.toString(part.shape()) + "; the input needs [" + sequences + ", " + hidden
                            + "]: rnnClearPreviousState() goes between batches of different size");
                }
            }
        }
    }

    /** What a kernel gets: [batch, size, time] itself where that is time-major in memory, else a copy. */
    private static INDArray toKernel(UnmaskedRuns runs, INDArray batchFirst, Supplier<INDArray> copy) {
        if (runs != null) {
            runs.gather(batchFirst, copy.get());
            return copy.get();
        }
        INDArray timeMajor = batchFirst.permute(2, 0, 1);
        if (ArrayLayout.isC(timeMajor) && timeMajor.dataType() == DataType.FLOAT) {
            return timeMajor;
        }
        return copy.get().assign(timeMajor);
    }

    /** A time-major array seen as [batch, size, time]. */
    private static INDArray batchFirst(INDArray timeMajor) {
        return timeMajor.permute(1, 2, 0);
    }

    /** The parameters, with their noise if there is any, drawn in the order of DL4J's own layer. */
    private LstmWeights weights(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray recurrent = getParamWithNoise(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, training, workspaces);
        INDArray inputs = getParamWithNoise(LSTMParamInitializer.INPUT_WEIGHT_KEY, training, workspaces);
        INDArray bias = getParamWithNoise(LSTMParamInitializer.BIAS_KEY, training, workspaces);
        return new LstmWeights(inputs, recurrent, bias);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (latest == null) {
            throw new IllegalStateException("FusedLSTM needs a forward pass before the backward pass");
        }
        INDArray batchFirst = lastStepOnly ? epsilon : permuteIfNWC(epsilon);
        LstmShape.require(
                "the gradient that reaches FusedLSTM", batchFirst, outputShape(latest.sequences, latest.steps));
        INDArray below = timeMajor(ArrayType.ACTIVATION_GRAD, latest.sequences, inputSize(), latest.steps, workspaces);
        LstmWeights gradients = new LstmWeights(
                gradientViews.get(LSTMParamInitializer.INPUT_WEIGHT_KEY),
                gradientViews.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY),
                gradientViews.get(LSTMParamInitializer.BIAS_KEY));
        if (latest.pass == null) {
            below.assign(0);
            gradients.input().assign(0);
            gradients.recurrent().assign(0);
            gradients.bias().assign(0);
        } else {
            backward(batchFirst, below, gradients, workspaces);
        }
        latest = null;
        weightNoiseParams.clear();
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(LSTMParamInitializer.INPUT_WEIGHT_KEY, gradients.input());
        gradient.gradientForVariable().put(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, gradients.recurrent());
        gradient.gradientForVariable().put(LSTMParamInitializer.BIAS_KEY, gradients.bias());
        return new Pair<>(gradient, permuteIfNWC(backpropDropOutIfPresent(batchFirst(below))));
    }

    private void backward(INDArray batchFirst, INDArray below, LstmWeights gradients, LayerWorkspaceMgr workspaces) {
        LstmWeights weights = weights(latest.training, workspaces);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            LstmKernel.Pass pass = latest.pass;
            if (!latest.training) { // FrozenLayerWithBackprop goes forward in test mode and then backward
                INDArray again = lastStepOnly ? batchFirst.like() : buffers.output();
                pass = kernel.forward(weights, latest.input, latest.state, again, true);
            }
            INDArray from = lastStepOnly
                    ? ArrayLayout.inC(batchFirst.castTo(DataType.FLOAT))
                    : toKernel(latest.runs, batchFirst, buffers::outputGradient);
            if (!inputGradient) {
                kernel.backward(weights, pass, from, null, gradients);
                below.assign(0);
            } else if (latest.runs != null) {
                kernel.backward(weights, pass, from, buffers.inputGradient(), gradients);
                latest.runs.scatter(buffers.inputGradient(), batchFirst(below));
            } else {
                kernel.backward(weights, pass, from, below, gradients);
            }
        }
    }

    /** The backward pass of a segment; its length is that of the forward pass. */
    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int backwardLength, LayerWorkspaceMgr workspaces) {
        if (latest != null && backwardLength < latest.steps) {
            throw new UnsupportedOperationException(
                    "FusedLSTM supports truncated backpropagation with equal lengths, not " + latest.steps
                            + " forward and " + backwardLength + " backward");
        }
        return backpropGradient(epsilon, workspaces);
    }

    /** Releases native memory; the layer makes anew what it needs if it is used again. */
    @Override
    public void close() {
        if (kernel != null) {
            kernel.close();
            buffers.close();
            kernel = null;
            buffers = null;
        }
        latest = null;
    }
}
