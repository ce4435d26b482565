package io.lagbench.dl4j;

import io.lagbench.engine.Gate;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Weights;
import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.FusedUpdater;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.Sequences;
import java.util.Optional;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Builds DL4J networks from a {@link NetworkSpec}. */
final class Dl4jNetworks {
    /**
     * A kernel that reads no symbol numbers then multiplies by an identity of size 4 x hidden, with one-hot vectors by input
     * weights of the alphabet's size.
     */
    private static final int SYMBOL_INPUT_FROM = 4;

    private Dl4jNetworks() {}

    /**
     * Where a layer stands.
     *
     * @param lowest whether nobody needs the gradient with respect to its input
     * @param symbolInput whether it gets the numbers of symbols in place of one-hot vectors
     * @param lastStepOnly whether it gives the output of the last step only
     */
    record Place(boolean lowest, boolean symbolInput, boolean lastStepOnly) {}

    /** Turns DL4J's LSTM layer into the implementation to use. */
    @FunctionalInterface
    interface LstmLayer {
        /**
         * The layer to use.
         *
         * @param regime how far its gradient flows back
         */
        Layer of(LSTM stock, Regime regime, Place place);

        /**
         * Whether the rest of the step is fused too: symbol numbers in and out, time-major arrays, loss and gradient in one
         * pass.
         */
        default boolean fusesStep() {
            return false;
        }

        /** Whether symbol numbers always cost less than one-hot vectors. */
        default boolean readsSymbols() {
            return false;
        }
    }

    /** DL4J's own layer, corrected where the gradient is truncated. */
    static final LstmLayer STOCK = (stock, regime, place) -> {
        LSTM layer = regime.segment() == 0 ? stock : new CarriedStateLstm(stock, regime.segment());
        return place.lastStepOnly() ? new LastTimeStep(layer) : layer;
    };

    /** The fused layer with a kernel. */
    static LstmLayer fused(KernelKind kind) {
        return new LstmLayer() {
            @Override
            public Layer of(LSTM stock, Regime regime, Place place) {
                FusedLSTM layer = FusedLSTM.of(stock, kind);
                layer.setInputGradient(!place.lowest());
                layer.setSymbolInput(place.symbolInput());
                layer.setLastStepOnly(place.lastStepOnly());
                return layer;
            }

            @Override
            public boolean fusesStep() {
                return !Nd4jBackend.onDevice();
            }

            @Override
            public boolean readsSymbols() {
                return kind.readsSymbols();
            }
        };
    }

    /**
     * Whether a network gets the numbers of symbols in place of one-hot vectors: where it can, and from the alphabet on at
     * which that costs less.
     */
    static boolean readsSymbols(NetworkSpec spec, LstmLayer kind) {
        return spec.io().input() == Sequences.Kind.SYMBOLS
                && kind.fusesStep()
                && (kind.readsSymbols()
                        || spec.io().inputSize()
                                > SYMBOL_INPUT_FROM * spec.net().hidden());
    }

    /**
     * Why an engine whose output layer is DL4J's own cannot mask what a network needs masked, in one line; empty if it can. The
     * layer takes the mask of a single step of a single sequence for one of single outputs, which it does not have for
     * softmax.
     */
    static Optional<String> unmaskable(String engine, NetworkSpec spec) {
        int segment = spec.how().regime().segment();
        int last = segment == 0 ? spec.io().timeSteps() : spec.io().timeSteps() % segment;
        boolean single = segment == 1 || last == 1;
        return !spec.answersOnce()
                        && spec.io().loss() instanceof Loss.Softmax
                        && spec.how().batch() == 1
                        && single
                ? Optional.of("lstm " + engine
                        + " does not support batch 1 with softmax outputs in segments of one step; supported: batch 2 or"
                        + " more")
                : Optional.empty();
    }

    /**
     * A network with its initial weights.
     *
     * @param weights empty for DL4J's default, drawn from the seed
     */
    static MultiLayerNetwork create(NetworkSpec spec, Optional<Weights> weights, DataType type, LstmLayer layer) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(spec, type, layer));
        network.init();
        if (layer.fusesStep()) {
            FusedUpdater.attach(network);
        }
        weights.ifPresent(given -> Dl4jWeights.set(network, given));
        return network;
    }

    private static MultiLayerConfiguration configuration(NetworkSpec spec, DataType type, LstmLayer kind) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(spec.how().seed())
                .dataType(type)
                .weightInit(WeightInit.XAVIER)
                .updater(updater(spec));
        if (Double.isFinite(spec.how().clip())) {
            builder.gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .gradientNormalizationThreshold(spec.how().clip());
        }
        NeuralNetConfiguration.ListBuilder list = builder.list();
        for (int layer = 0; layer < spec.net().layers(); layer++) {
            list.layer(hidden(spec, layer, kind));
        }
        ILossFunction loss = loss(spec, kind);
        BaseOutputLayer.Builder<?> output = spec.answersOnce() && !kind.fusesStep()
                ? new OutputLayer.Builder(loss)
                : new RnnOutputLayer.Builder(loss).dataFormat(RNNFormat.NCW); // not inferred behind a convolution
        Layer stock = output.activation(activation(spec.io().loss().activation()))
                .nIn(spec.net().hidden())
                .nOut(spec.io().outputSize())
                .build();
        list.layer(kind.fusesStep() ? fused((RnnOutputLayer) stock, readsTargetNumbers(spec, kind)) : stock);
        int segment = spec.how().regime().segment();
        if (segment > 0) {
            list.backpropType(BackpropType.TruncatedBPTT);
            list.tBPTTForwardLength(segment);
            list.tBPTTBackwardLength(segment);
        }
        return list.build();
    }

    /** Whether a network gets the numbers of target symbols in place of one-hot vectors. */
    static boolean readsTargetNumbers(NetworkSpec spec, LstmLayer kind) {
        return kind.fusesStep() && !spec.answersOnce() && spec.io().target() == Sequences.Kind.SYMBOLS;
    }

    /**
     * DL4J's function with the same sum over steps and outputs; its mean squared error divides by the outputs. Behind softmax
     * its gradient is that of targets that sum to one, unless it has weights.
     */
    private static ILossFunction loss(NetworkSpec spec, LstmLayer kind) {
        Loss loss = spec.io().loss();
        if (loss instanceof Loss.SquaredError) {
            return new LossL2();
        }
        if (loss instanceof Loss.Sigmoid) {
            return new LossBinaryXENT();
        }
        boolean distributions = spec.io().target() == Sequences.Kind.SYMBOLS;
        return distributions || kind.fusesStep()
                ? new LossMCXENT()
                : new LossMCXENT(Nd4j.ones(DataType.FLOAT, 1, spec.io().outputSize()));
    }

    private static Activation activation(OutputActivation activation) {
        return switch (activation) {
            case LINEAR -> Activation.IDENTITY;
            case SIGMOID -> Activation.SIGMOID;
            case SOFTMAX -> Activation.SOFTMAX;
        };
    }

    private static FusedRnnOutput fused(RnnOutputLayer stock, boolean symbolLabels) {
        FusedRnnOutput output = FusedRnnOutput.of(stock);
        output.setSymbolLabels(symbolLabels);
        return output;
    }

    private static Layer hidden(NetworkSpec spec, int layer, LstmLayer kind) {
        int inputs = layer == 0 ? spec.io().inputSize() : spec.net().hidden();
        boolean lastStepOnly = layer == spec.net().layers() - 1 && spec.answersOnce();
        if (spec.net().model().isLstm()) {
            LSTM lstm = new LSTM.Builder()
                    .nIn(inputs)
                    .nOut(spec.net().hidden())
                    .activation(Activation.TANH)
                    .gateActivationFunction(
                            spec.net().gate() == Gate.SIGMOID ? Activation.SIGMOID : Activation.HARDSIGMOID)
                    .build();
            boolean lowest = layer == 0;
            return kind.of(
                    lstm, spec.how().regime(), new Place(lowest, lowest && readsSymbols(spec, kind), lastStepOnly));
        }
        if (spec.net().model().recurrent()) {
            SimpleRnn rnn = new SimpleRnn.Builder()
                    .nIn(inputs)
                    .nOut(spec.net().hidden())
                    .activation(Activation.TANH)
                    .build();
            return lastStepOnly ? new LastTimeStep(rnn) : rnn;
        }
        return new Convolution1DLayer.Builder()
                .kernelSize(layer == 0 ? spec.net().model().window() : 1)
                .convolutionMode(ConvolutionMode.Causal)
                .nIn(inputs)
                .nOut(spec.net().hidden())
                .activation(Activation.TANH)
                .build();
    }

    private static IUpdater updater(NetworkSpec spec) {
        double rate = spec.how().learningRate();
        double epsilon = spec.how().epsilon();
        return switch (spec.how().optimizer()) {
            case ADAM -> new Adam(rate, Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY, Adam.DEFAULT_ADAM_BETA2_VAR_DECAY, epsilon);
            case RMSPROP -> new RmsProp(rate, RmsProp.DEFAULT_RMSPROP_RMSDECAY, epsilon);
            case SGD -> new Sgd(rate);
        };
    }
}
