package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.Exponential;
import io.lagbench.lstm.kernel.MatrixProduct;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of a {@code FusedRnnOutput}, which makes it. Steps of all sequences are the columns of 'f'-ordered matrices [size, time x batch],
 * sequence fastest: what time-major arrays are in memory, so that nothing is copied where input and labels are time-major,
 * and three matrix products work in place. Loss and gradient are computed in one pass between them. Where the layer below gives
 * the output of one step alone, [batch, size], so does this one, and its labels are such.
 */
public final class FusedRnnOutputLayer extends RnnOutputLayer {
    private static final long serialVersionUID = 1L;

    /** Values that are on the Java heap at once, as long as a row is not longer. */
    private static final int BLOCK = 8192;

    private final transient MatrixProduct products;
    private final transient Exponential exponential;
    private final boolean symbolLabels;

    /** What the backward pass computed beside the gradient: the losses of its input and labels. */
    private transient Losses latest;

    /**
     * Losses of a batch.
     *
     * @param input that of the layer
     * @param sums loss of each sequence over its steps and outputs
     */
    private record Losses(INDArray input, INDArray labels, double[] sums) {}

    /**
     * Public for {@code FusedRnnOutput}.
     *
     * @param products multiplies matrices
     * @param exponential computes exponentials
     * @param symbolLabels see {@code FusedRnnOutput.setSymbolLabels}
     */
    public FusedRnnOutputLayer(
            NeuralNetConfiguration configuration,
            DataType type,
            MatrixProduct products,
            Exponential exponential,
            boolean symbolLabels) {
        super(configuration, type);
        this.products = products;
        this.exponential = exponential;
        this.symbolLabels = symbolLabels;
    }

    /** Whether it computes the activation and loss that a layer is configured with. */
    public static boolean supports(BaseOutputLayer configuration) {
        return OutputLoss.of(configuration, Exponential.ofJava()).isPresent();
    }

    private OutputLoss outputLoss() {
        return OutputLoss.of(layerConf(), exponential).orElseThrow();
    }

    private int outputs() {
        return Math.toIntExact(layerConf().getNOut());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        INDArray columns = columns("input", input, layerConf().getNIn());
        INDArray activations = preActivations(columns, training, workspaces, ArrayType.ACTIVATIONS);
        float[] bias = bias(training, workspaces);
        OutputLoss loss = outputLoss();
        int width = outputs();
        int perBlock = rowsOfABlock(width, columns.size(1));
        float[] block = new float[perBlock * width];
        boolean[] hidden = hidden(columns.size(1));
        FloatPointer memory = NativeAddress.of(activations);
        for (long from = 0; from < columns.size(1); from += perBlock) {
            int count = (int) Math.min(perBlock, columns.size(1) - from);
            memory.position(from * width).get(block, 0, count * width);
            add(bias, block, count);
            loss.prepare(block, 0, count * width, width);
            for (int row = 0; row < count; row++) {
                int start = row * width;
                loss.activate(block, start, start + width);
                if (hidden != null && hidden[Math.toIntExact(from + row)]) {
                    Arrays.fill(block, start, start + width, 0);
                }
            }
            memory.put(block, 0, count * width);
        }
        return sequences(activations);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray columns = columns("input", input, layerConf().getNIn());
        INDArray delta = preActivations(columns, true, workspaces, ArrayType.BP_WORKING_MEM);
        double[] biasSums = new double[outputs()];
        latest = new Losses(input, labels, differentiate(delta, true, workspaces, biasSums));

        INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        products.write(columns, false, delta, true, weightGradient);
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
        if (hasBias()) {
            INDArray biasGradient = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
            float[] values = new float[biasSums.length];
            for (int k = 0; k < values.length; k++) {
                values[k] = (float) biasSums[k];
            }
            NativeAddress.of(biasGradient).put(values);
            gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, biasGradient);
        }
        INDArray below = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, DataType.FLOAT, new long[] {columns.size(0), columns.size(1)}, 'f');
        products.write(weights(true, workspaces), false, delta, false, below);
        weightNoiseParams.clear();
        return new Pair<>(gradient, sequences(below));
    }

    @Override
    public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaces) {
        double sum = Arrays.stream(losses(training, workspaces)).sum();
        score = (conf().isMiniBatch() ? sum / getInputMiniBatchSize() : sum) + regularization;
        return score;
    }

    @Override
    public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
        double[] sums = losses(false, workspaces);
        INDArray scores = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, sums.length, 1);
        for (int sequence = 0; sequence < sums.length; sequence++) {
            scores.putScalar(sequence, 0, sums[sequence] + regularization);
        }
        return scores;
    }

    /** Losses of the sequences, those of the backward pass if they are of the same input and labels and not used yet. */
    private double[] losses(boolean training, LayerWorkspaceMgr workspaces) {
        if (input == null || labels == null) {
            throw new IllegalStateException("FusedRnnOutput needs input and labels to compute a score");
        }
        Losses known = latest;
        latest = null;
        if (training && known != null && known.input == input && known.labels == labels) {
            return known.sums;
        }
        INDArray columns = columns("input", input, layerConf().getNIn());
        INDArray delta = preActivations(columns, training, workspaces, ArrayType.FF_WORKING_MEM);
        return differentiate(delta, training, workspaces, new double[outputs()]);
    }

    /** The product of input and weights, [nOut, time x batch]; the bias is still to be added. */
    private INDArray preActivations(
            INDArray columns, boolean training, LayerWorkspaceMgr workspaces, ArrayType memory) {
        INDArray product =
                workspaces.createUninitialized(memory, DataType.FLOAT, new long[] {outputs(), columns.size(1)}, 'f');
        products.write(weights(training, workspaces), true, columns, false, product);
        return product;
    }

    private INDArray weights(boolean training, LayerWorkspaceMgr workspaces) {
        return ArrayLayout.inF(getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaces));
    }

    /** The bias; zeros if there is none. */
    private float[] bias(boolean training, LayerWorkspaceMgr workspaces) {
        float[] bias = new float[outputs()];
        if (hasBias()) {
            NativeAddress.of(ArrayLayout.inF(getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaces)))
                    .get(bias);
        }
        return bias;
    }

    /**
     * Turns products of input and weights into the gradient with respect to the pre-activations.
     *
     * @param biasSums receive the gradient with respect to the bias
     * @return the loss of each sequence
     */
    private double[] differentiate(
            INDArray preActivations, boolean training, LayerWorkspaceMgr workspaces, double[] biasSums) {
        int width = outputs();
        long rows = preActivations.size(1);
        int batch = Math.toIntExact(input.size(0));
        INDArray targets = sizeFirst("labels", labels, symbolLabels ? 1 : width);
        if (targets.size(1) != batch || targets.size(1) * targets.size(2) != rows) {
            throw new IllegalArgumentException("FusedRnnOutput has an input of " + Arrays.toString(input.shape())
                    + "; labels of " + Arrays.toString(labels.shape()) + " do not go with it");
        }
        float[] bias = bias(training, workspaces);
        boolean[] hidden = hidden(rows);
        OutputLoss loss = outputLoss();
        double[] sums = new double[batch];
        int perBlock = rowsOfABlock(width, rows);
        float[] values = new float[perBlock * width];
        float[] wanted = new float[perBlock * width];
        double[] added = new double[perBlock * width];
        int[] symbols = symbolLabels ? SymbolNumbers.read("FusedRnnOutput with symbol labels", targets, width) : null;
        FloatPointer memory = NativeAddress.of(preActivations);
        FloatPointer targetMemory = symbolLabels ? null : NativeAddress.of(inF(targets));
        for (long from = 0; from < rows; from += perBlock) {
            int count = (int) Math.min(perBlock, rows - from);
            memory.position(from * width).get(values, 0, count * width);
            add(bias, values, count);
            if (symbolLabels) {
                Arrays.fill(wanted, 0);
            } else {
                targetMemory.position(from * width).get(wanted, 0, count * width);
            }
            int row = 0;
            while (row < count) {
                int end = row;
                while (end < count && counts(hidden, symbols, from + end)) {
                    end++;
                }
                loss.prepare(values, row * width, end * width, width); // rows that do not count cost nothing
                for (; row < end; row++) {
                    int start = row * width;
                    if (symbolLabels) {
                        wanted[start + symbols[Math.toIntExact(from + row)]] = 1;
                    }
                    sums[(int) ((from + row) % batch)] += loss.differentiate(values, wanted, start, start + width);
                }
                if (row < count) {
                    Arrays.fill(values, row * width, (row + 1) * width, 0);
                    row++;
                }
            }
            for (int i = 0; i < count * width; i++) {
                added[i] += values[i];
            }
            memory.put(values, 0, count * width);
        }
        for (int start = 0; start < added.length; start += width) {
            for (int k = 0; k < width; k++) {
                biasSums[k] += added[start + k];
            }
        }
        return sums;
    }

    private static int rowsOfABlock(int width, long rows) {
        return (int) Math.min(rows, Math.max(1, BLOCK / width));
    }

    /** Whether a row has loss: no mask hides it, and it has a label. */
    private static boolean counts(boolean[] hidden, int[] symbols, long row) {
        int index = Math.toIntExact(row);
        return (hidden == null || !hidden[index]) && (symbols == null || symbols[index] != SymbolNumbers.NONE);
    }

    /** Adds the bias to rows. */
    private static void add(float[] bias, float[] values, int rows) {
        for (int row = 0; row < rows; row++) {
            int start = row * bias.length;
            for (int k = 0; k < bias.length; k++) {
                values[start + k] += bias[k];
            }
        }
    }

    /** Keeps a mask as it is given; DL4J's layer makes a vector of it, which tells no shape. */
    @Override
    public void setMaskArray(INDArray mask) {
        maskArray = mask;
    }

    /** Whether a mask hides each row; null where none is hidden. */
    private boolean[] hidden(long rows) {
        if (maskArray == null) {
            return null;
        }
        long batch = input.size(0);
        if (!Arrays.equals(maskArray.shape(), new long[] {batch, rows / batch})) {
            throw new IllegalArgumentException("FusedRnnOutput needs a label mask [batch, time] of [" + batch + ", "
                    + rows / batch + "], not " + Arrays.toString(maskArray.shape())
                    + "; masks of single outputs are not supported");
        }
        float[] mask = new float[Math.toIntExact(rows)];
        NativeAddress.of(inF(maskArray)).get(mask);
        boolean[] hidden = new boolean[mask.length];
        for (int row = 0; row < mask.length; row++) {
            if (mask[row] != 0 && mask[row] != 1) { // as FusedLSTM; DL4J's layer gives other results for weights
                throw new IllegalArgumentException("FusedRnnOutput needs a label mask of zeros and ones, not "
                        + mask[row] + " at sequence " + row % batch + ", step " + row / batch);
            }
            hidden[row] = mask[row] == 0;
        }
        return hidden;
    }

    /** Sequences as [size, time x batch], sequence fastest; a copy if they lie otherwise in memory. */
    private INDArray columns(String what, INDArray sequences, long size) {
        INDArray sizeFirst = sizeFirst(what, sequences, size);
        return inF(sizeFirst).reshape('f', size, sizeFirst.size(1) * sizeFirst.size(2));
    }

    /** Sequences seen as [size, batch, time]. */
    private INDArray sizeFirst(String what, INDArray sequences, long size) {
        if (sequences.rank() == 2 && input.rank() == 2 && sequences.size(1) == size) {
            return inF(sequences.permute(1, 0)).reshape('f', size, sequences.size(0), 1);
        }
        boolean sizeLast = layerConf().getRnnDataFormat() == RNNFormat.NWC;
        if (sequences.rank() != 3 || input.rank() != 3 || sequences.size(sizeLast ? 2 : 1) != size) {
            throw new IllegalArgumentException("FusedRnnOutput needs " + input.rank() + "-d " + what + " of size "
                    + size + ", not " + Arrays.toString(sequences.shape()));
        }
        return sizeLast ? sequences.permute(2, 0, 1) : sequences.permute(1, 0, 2);
    }

    private static INDArray inF(INDArray array) {
        return ArrayLayout.inF(array.castTo(DataType.FLOAT));
    }

    /** The inverse of {@link #columns}, without a copy. */
    private INDArray sequences(INDArray columns) {
        long batch = input.size(0);
        if (input.rank() == 2) {
            return columns.permute(1, 0);
        }
        INDArray sizeFirst = columns.reshape('f', columns.size(0), batch, columns.size(1) / batch);
        return layerConf().getRnnDataFormat() == RNNFormat.NWC
                ? sizeFirst.permute(1, 2, 0)
                : sizeFirst.permute(1, 0, 2);
    }
}
