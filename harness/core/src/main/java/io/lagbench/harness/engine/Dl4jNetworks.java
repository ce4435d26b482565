package io.lagbench.harness.engine;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.FusedUpdater;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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
import org.nd4j.linalg.api.ndarray.INDArray;
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
    /** DL4J's column blocks of two gates; the order is block input, forget, output, input gate. */
    private static final int FORGET_BLOCK = 1;

    private static final int INPUT_BLOCK = 3;

    /**
     * With symbol numbers the kernel multiplies by an identity of size 4 x hidden, with one-hot vectors by input weights of
     * the alphabet's size.
     */
    private static final int SYMBOL_INPUT_FROM = 4;

    private Dl4jNetworks() {}

    /** Turns DL4J's LSTM layer into the implementation to use. */
    @FunctionalInterface
    interface LstmLayer {
        /**
         * The layer to use.
         *
         * @param regime how far its gradient flows back
         * @param symbolInput whether it gets the numbers of symbols in place of one-hot vectors
         * @param lastStepOnly whether it gives the output of the last step only
         */
        Layer of(LSTM stock, Regime regime, boolean symbolInput, boolean lastStepOnly);

        /**
         * Whether the rest of the step is fused too: symbol numbers in and out, time-major arrays, loss and gradient in one
         * pass.
         */
        default boolean fusesStep() {
            return false;
        }
    }

    /** DL4J's own layer, corrected where the gradient is truncated. */
    static final LstmLayer STOCK = (stock, regime, symbolInput, lastStepOnly) -> {
        LSTM layer = regime.segment() == 0 ? stock : new CarriedStateLstm(stock, regime.segment());
        return lastStepOnly ? new LastTimeStep(layer) : layer;
    };

    /** The fused layer with a kernel. */
    static LstmLayer fused(KernelKind kind) {
        return new LstmLayer() {
            @Override
            public Layer of(LSTM stock, Regime regime, boolean symbolInput, boolean lastStepOnly) {
                FusedLSTM layer = FusedLSTM.of(stock, kind);
                layer.setSymbolInput(symbolInput);
                layer.setLastStepOnly(lastStepOnly);
                return layer;
            }

            @Override
            public boolean fusesStep() {
                return !Nd4jBackend.onDevice();
            }
        };
    }

    /**
     * Whether a network gets the numbers of symbols in place of one-hot vectors: where it can, and from the alphabet on at
     * which that costs less.
     */
    static boolean readsSymbols(NetworkSpec spec, LstmLayer kind) {
        return spec.symbolInput() && kind.fusesStep() && spec.inputSize() > SYMBOL_INPUT_FROM * spec.hidden();
    }

    /** A network with its initial weights. */
    static MultiLayerNetwork create(NetworkSpec spec, long seed, DataType type, LstmLayer layer) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(spec, seed, type, layer));
        network.init();
        if (layer.fusesStep()) {
            FusedUpdater.attach(network);
        }
        if (!spec.init().isDl4js()) {
            setInitialWeights(network, spec, seed);
        }
        return network;
    }

    private static MultiLayerConfiguration configuration(NetworkSpec spec, long seed, DataType type, LstmLayer kind) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .weightInit(WeightInit.XAVIER)
                .updater(updater(spec));
        if (Double.isFinite(spec.clip())) {
            builder.gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .gradientNormalizationThreshold(spec.clip());
        }
        NeuralNetConfiguration.ListBuilder list = builder.list();
        for (int layer = 0; layer < spec.layers(); layer++) {
            list.layer(hidden(spec, layer, kind));
        }
        ILossFunction loss = loss(spec.loss());
        BaseOutputLayer.Builder<?> output = spec.answersOnce()
                ? new OutputLayer.Builder(loss)
                : new RnnOutputLayer.Builder(loss).dataFormat(RNNFormat.NCW); // not inferred behind a convolution
        Layer stock = output.activation(activation(spec.loss().activation()))
                .nIn(spec.hidden())
                .nOut(spec.outputSize())
                .build();
        list.layer(readsTargetNumbers(spec, kind) ? fused((RnnOutputLayer) stock) : stock);
        int segment = spec.regime().segment();
        if (segment > 0) {
            list.backpropType(BackpropType.TruncatedBPTT);
            list.tBPTTForwardLength(segment);
            list.tBPTTBackwardLength(segment);
        }
        return list.build();
    }

    /** Whether a network gets the numbers of target symbols in place of one-hot vectors. */
    static boolean readsTargetNumbers(NetworkSpec spec, LstmLayer kind) {
        return kind.fusesStep() && !spec.answersOnce() && !(spec.loss() instanceof Loss.SquaredError);
    }

    /** DL4J's function with the same sum over steps and outputs; its mean squared error divides by the outputs. */
    private static ILossFunction loss(Loss loss) {
        if (loss instanceof Loss.SquaredError) {
            return new LossL2();
        }
        return loss instanceof Loss.Sigmoid ? new LossBinaryXENT() : new LossMCXENT();
    }

    private static Activation activation(OutputActivation activation) {
        return switch (activation) {
            case LINEAR -> Activation.IDENTITY;
            case SIGMOID -> Activation.SIGMOID;
            case SOFTMAX -> Activation.SOFTMAX;
        };
    }

    private static FusedRnnOutput fused(RnnOutputLayer stock) {
        FusedRnnOutput output = FusedRnnOutput.of(stock);
        output.setSymbolLabels(true);
        return output;
    }

    private static Layer hidden(NetworkSpec spec, int layer, LstmLayer kind) {
        int inputs = layer == 0 ? spec.inputSize() : spec.hidden();
        boolean lastStepOnly = layer == spec.layers() - 1 && spec.answersOnce();
        if (spec.model().isLstm()) {
            LSTM lstm = new LSTM.Builder()
                    .nIn(inputs)
                    .nOut(spec.hidden())
                    .activation(Activation.TANH)
                    .gateActivationFunction(spec.gate().equals("sigmoid") ? Activation.SIGMOID : Activation.HARDSIGMOID)
                    .build();
            return kind.of(lstm, spec.regime(), layer == 0 && readsSymbols(spec, kind), lastStepOnly);
        }
        if (spec.model().recurrent()) {
            SimpleRnn rnn = new SimpleRnn.Builder()
                    .nIn(inputs)
                    .nOut(spec.hidden())
                    .activation(Activation.TANH)
                    .build();
            return lastStepOnly ? new LastTimeStep(rnn) : rnn;
        }
        return new Convolution1DLayer.Builder()
                .kernelSize(layer == 0 ? spec.model().window() : 1)
                .convolutionMode(ConvolutionMode.Causal)
                .nIn(inputs)
                .nOut(spec.hidden())
                .activation(Activation.TANH)
                .build();
    }

    private static IUpdater updater(NetworkSpec spec) {
        return switch (spec.optimizer()) {
            case "adam" -> new Adam(spec.learningRate());
            case "rmsprop" -> new RmsProp(spec.learningRate());
            case "sgd" -> new Sgd(spec.learningRate());
            default -> throw new IllegalArgumentException("no optimizer " + spec.optimizer());
        };
    }

    private static void setInitialWeights(MultiLayerNetwork network, NetworkSpec spec, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int hidden = spec.hidden();
        for (int layer = 0; layer < spec.layers(); layer++) {
            int inputs = layer == 0 ? spec.inputSize() : hidden;
            set(network, layer + "_W", InitialWeights.glorotUniform(random, inputs, 4 * hidden));
            set(network, layer + "_RW", InitialWeights.orthogonalRows(random, hidden, 4 * hidden));
            set(network, layer + "_b", new float[][] {gateBiases(spec, random)});
        }
        set(network, spec.layers() + "_W", InitialWeights.glorotUniform(random, hidden, spec.outputSize()));
        set(network, spec.layers() + "_b", new float[1][spec.outputSize()]);
    }

    private static float[] gateBiases(NetworkSpec spec, RandomGenerator random) {
        int hidden = spec.hidden();
        float[] bias = new float[4 * hidden];
        if (spec.init().isChrono()) {
            float[] forget = InitialWeights.chronoBiases(random, hidden, spec.timeSteps());
            for (int unit = 0; unit < hidden; unit++) {
                bias[FORGET_BLOCK * hidden + unit] = forget[unit];
                bias[INPUT_BLOCK * hidden + unit] = -forget[unit];
            }
        } else {
            float forget = (float) spec.init().forgetBias().orElseThrow();
            Arrays.fill(bias, FORGET_BLOCK * hidden, (FORGET_BLOCK + 1) * hidden, forget);
        }
        return bias;
    }

    private static void set(MultiLayerNetwork network, String parameter, float[][] weights) {
        INDArray target = network.getParam(parameter);
        target.assign(Nd4j.create(weights).castTo(target.dataType()).reshape(target.shape()));
    }
}
