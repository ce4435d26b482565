package io.lagbench.harness.engine;

import io.lagbench.workloads.Output;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
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
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Builds DL4J networks from a {@link NetworkSpec}. */
final class Dl4jNetworks {
    /** DL4J's column blocks of two gates; the order is block input, forget, output, input gate. */
    private static final int FORGET_BLOCK = 1;

    private static final int INPUT_BLOCK = 3;

    private Dl4jNetworks() {}

    /** Turns DL4J's LSTM layer into the implementation to use under a regime. */
    @FunctionalInterface
    interface LstmLayer {
        LSTM of(LSTM stock, Regime regime);
    }

    /** DL4J's own layer, corrected where the gradient is truncated. */
    static final LstmLayer STOCK =
            (stock, regime) -> regime.segment() == 0 ? stock : new CarriedStateLstm(stock, regime.segment());

    /** A network with its initial weights. */
    static MultiLayerNetwork create(NetworkSpec spec, long seed, DataType type, LstmLayer layer) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(spec, seed, type, layer));
        network.init();
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
            LSTM lstm = new LSTM.Builder()
                    .nIn(layer == 0 ? spec.inputSize() : spec.hidden())
                    .nOut(spec.hidden())
                    .activation(Activation.TANH)
                    .gateActivationFunction(spec.gate().equals("sigmoid") ? Activation.SIGMOID : Activation.HARDSIGMOID)
                    .build();
            list.layer(kind.of(lstm, spec.regime()));
        }
        boolean sigmoid = spec.output() == Output.SIGMOID;
        list.layer(new RnnOutputLayer.Builder(sigmoid ? new LossBinaryXENT() : new LossMCXENT())
                .activation(sigmoid ? Activation.SIGMOID : Activation.SOFTMAX)
                .nIn(spec.hidden())
                .nOut(spec.outputSize())
                .build());
        int segment = spec.regime().segment();
        if (segment > 0) {
            list.backpropType(BackpropType.TruncatedBPTT);
            list.tBPTTForwardLength(segment);
            list.tBPTTBackwardLength(segment);
        }
        return list.build();
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
