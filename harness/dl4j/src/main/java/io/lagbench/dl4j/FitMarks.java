package io.lagbench.dl4j;

import io.lagbench.engine.Fit;
import io.lagbench.engine.FitSplit;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Marks in a network's fit between which its parts lie: a listener and, below the first layer and below the output layer,
 * preprocessors that change nothing. They are down in inference, where DL4J would copy what passes them. A mark costs a
 * clock read. What they saw of the latest fit is its {@link Fit}.
 */
final class FitMarks extends BaseTrainingListener implements Fit {
    private final MultiLayerNetwork network;
    private final Mark first = new Mark(this::forwardBegins, this::backwardEnds);
    private final Mark last = new Mark(this::forwardEnds, this::backwardBegins);
    private final boolean asynchronous;
    private boolean up;
    private int sequences;
    private double scoreSum;
    private int updates;
    private long forward;
    private long outputAndLoss;
    private long backward;
    private long updater;
    private long latest;

    /**
     * The network must have its layers, and no preprocessor at its first and its output layer.
     *
     * @param asynchronous whether operations return before they are done, so that marks tell nothing
     */
    FitMarks(MultiLayerNetwork network, boolean asynchronous) {
        this.network = network;
        this.asynchronous = asynchronous;
        network.setListeners(this);
    }

    /** Begins a fit on so many sequences: forgets the one before, and puts the marks up if they are down. */
    void begin(int batch) {
        sequences = batch;
        scoreSum = 0;
        updates = 0;
        forward = 0;
        outputAndLoss = 0;
        backward = 0;
        updater = 0;
        if (!up) {
            places().put(0, first);
            places().put(network.getnLayers() - 1, last);
            up = true;
        }
    }

    /** Takes the marks down. */
    void down() {
        if (up) {
            places().remove(0);
            places().remove(network.getnLayers() - 1);
            up = false;
        }
    }

    private Map<Integer, InputPreProcessor> places() {
        return network.getLayerWiseConfigurations().getInputPreProcessors();
    }

    /** DL4J's score, taken before each update, is divided by the number of sequences. */
    @Override
    public double lossSum() {
        return scoreSum * sequences;
    }

    @Override
    public int updates() {
        return updates;
    }

    @Override
    public Optional<FitSplit> split() {
        return asynchronous ? Optional.empty() : Optional.of(new FitSplit(forward, outputAndLoss, backward, updater));
    }

    /** Time since the latest mark, which this is from now on. */
    private long since() {
        long before = latest;
        latest = System.nanoTime();
        return latest - before;
    }

    private void forwardBegins() {
        since();
    }

    private void forwardEnds() {
        forward += since();
    }

    private void backwardBegins() {
        outputAndLoss += since();
    }

    private void backwardEnds() {
        backward += since();
    }

    @Override
    public void onBackwardPass(Model model) {
        outputAndLoss += since(); // the score is computed after the backward pass
    }

    @Override
    public void onGradientCalculation(Model model) {
        since();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        updater += since();
        scoreSum += model.score();
        updates++;
    }

    /** Says when it is passed. */
    private record Mark(Runnable onForward, Runnable onBackward) implements InputPreProcessor {
        @Override
        public INDArray preProcess(INDArray input, int batch, LayerWorkspaceMgr workspaces) {
            onForward.run();
            return input;
        }

        @Override
        public INDArray backprop(INDArray output, int batch, LayerWorkspaceMgr workspaces) {
            onBackward.run();
            return output;
        }

        @Override
        public InputPreProcessor clone() {
            return this;
        }

        @Override
        public InputType getOutputType(InputType input) {
            return input;
        }

        @Override
        public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
            return new Pair<>(mask, state);
        }
    }
}
