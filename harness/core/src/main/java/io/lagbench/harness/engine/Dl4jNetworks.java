package io.lagbench.harness.engine;

import io.lagbench.workloads.Output;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.deeplearning4j.nn.conf.BackpropType;
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
    /** DL4J's column block of the forget gate; the order is block input, forget, output, input gate. */
    private static final int FORGET_BLOCK = 1;

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
        if (spec.init().equals("keras2")) {
            setKeras2Weights(network, spec, seed);
        }
        return network;
    }

    private static MultiLayerConfiguration configuration(NetworkSpec spec, long seed, DataType type, LstmLayer kind) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .weightInit(WeightInit.XAVIER)
                .updater(updater(spec))
                .list();
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

    private static void setKeras2Weights(MultiLayerNetwork network, NetworkSpec spec, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int hidden = spec.hidden();
        for (int layer = 0; layer < spec.layers(); layer++) {
            int inputs = layer == 0 ? spec.inputSize() : hidden;
            set(network, layer + "_W", Keras2Weights.glorotUniform(random, inputs, 4 * hidden));
            set(network, layer + "_RW", Keras2Weights.orthogonalRows(random, hidden, 4 * hidden));
            float[][] bias = new float[1][4 * hidden];
            java.util.Arrays.fill(bias[0], FORGET_BLOCK * hidden, (FORGET_BLOCK + 1) * hidden, 1f);
            set(network, layer + "_b", bias);
        }
        set(network, spec.layers() + "_W", Keras2Weights.glorotUniform(random, hidden, spec.outputSize()));
        set(network, spec.layers() + "_b", new float[1][spec.outputSize()]);
    }

    private static void set(MultiLayerNetwork network, String parameter, float[][] weights) {
        INDArray target = network.getParam(parameter);
        target.assign(Nd4j.create(weights).castTo(target.dataType()).reshape(target.shape()));
    }
}
