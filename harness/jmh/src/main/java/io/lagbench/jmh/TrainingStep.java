package io.lagbench.jmh;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.FusedUpdater;
import io.lagbench.lstm.KernelKind;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A network of one hidden layer and an output at every step or the last one, and a batch of random symbols to train it on:
 * softmax, cross-entropy, Adam. Trained by {@code MultiLayerNetwork.fit}, as a user of DL4J would.
 */
public final class TrainingStep implements AutoCloseable {

    /** What the network is made of. */
    public enum Kind {
        /** DL4J's LSTM and RnnOutputLayer. */
        STOCK,
        /** FusedLSTM on oneDNN, and the rest as DL4J has it: what changing one line of a network's configuration gives. */
        FUSED_LSTM,
        /** FusedLSTM on oneDNN, FusedRnnOutput and FusedUpdater. */
        FUSED,
        /** The same on the kernel in Java, with the numbers of symbols as input. */
        SIMD,
        /** FUSED on cuDNN in full single precision: arrays in host memory travel to the device and back. */
        CUDNN,
        /** The same with products rounded to TF32. */
        CUDNN_TF32,
        /** A dense layer in place of the LSTM, and DL4J's RnnOutputLayer. */
        DENSE,
        /** A dense layer in place of the LSTM, FusedRnnOutput and FusedUpdater: what is left of a fused fit without its LSTM. */
        DENSE_FUSED_OUTPUT;

        private boolean isFused() {
            return this == FUSED || isOnDevice() || this == SIMD || this == DENSE_FUSED_OUTPUT;
        }

        private boolean isOnDevice() {
            return this == CUDNN || this == CUDNN_TF32;
        }

        private KernelKind kernel() {
            return switch (this) {
                case SIMD -> KernelKind.SIMD;
                case CUDNN -> KernelKind.CUDNN;
                case CUDNN_TF32 -> KernelKind.CUDNN_TF32;
                default -> KernelKind.ONEDNN;
            };
        }

        /** Whether this host can run it. */
        boolean runs() {
            return !isOnDevice() || kernel().unavailable().isEmpty();
        }

        private boolean isDense() {
            return this == DENSE || this == DENSE_FUSED_OUTPUT;
        }

        /** Whether there is one of a shape: a dense layer learns nothing at a last step that others do not. */
        boolean has(Shape shape) {
            return !(shape.lastOnly() && isDense());
        }
    }

    private final MultiLayerNetwork network;
    private final INDArray inputs;
    private final INDArray labels;

    TrainingStep(Kind kind, Shape shape) {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        network = network(kind, shape);
        int[][] symbols = symbols(shape);
        inputs = switch (kind) {
            case FUSED -> timeMajorOneHot(symbols, shape);
            case SIMD, CUDNN, CUDNN_TF32 -> numbers(symbols, shape);
            default -> oneHot(symbols, shape);
        };
        labels = shape.lastOnly()
                ? lastOneHot(symbols, shape)
                : kind.isFused() ? numbers(symbols, shape) : oneHot(symbols, shape);
    }

    private static MultiLayerNetwork network(Kind kind, Shape shape) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .updater(new Adam(0.001))
                .list()
                .layer(hidden(kind, shape))
                .layer(output(kind, shape))
                .setInputType(InputType.recurrent(Shape.SYMBOLS))
                .build());
        network.init();
        if (kind.isFused()) {
            FusedUpdater.attach(network);
        }
        return network;
    }

    private static org.deeplearning4j.nn.conf.layers.Layer hidden(Kind kind, Shape shape) {
        if (kind.isDense()) {
            return new DenseLayer.Builder()
                    .nIn(Shape.SYMBOLS)
                    .nOut(shape.hidden())
                    .activation(Activation.TANH)
                    .build();
        }
        LSTM lstm = new LSTM.Builder()
                .nIn(Shape.SYMBOLS)
                .nOut(shape.hidden())
                .activation(Activation.TANH)
                .build();
        if (kind.isFused()) {
            FusedLSTM fused = FusedLSTM.of(lstm, kind.kernel());
            fused.setInputGradient(false);
            fused.setSymbolInput(kind.kernel().readsSymbols());
            fused.setLastStepOnly(shape.lastOnly());
            return fused;
        }
        LSTM layer = kind == Kind.STOCK ? lstm : FusedLSTM.of(lstm, KernelKind.ONEDNN);
        return shape.lastOnly() ? new LastTimeStep(layer) : layer;
    }

    private static org.deeplearning4j.nn.conf.layers.Layer output(Kind kind, Shape shape) {
        if (shape.lastOnly() && !kind.isFused()) {
            return new OutputLayer.Builder(new LossMCXENT())
                    .activation(Activation.SOFTMAX)
                    .nIn(shape.hidden())
                    .nOut(Shape.SYMBOLS)
                    .build();
        }
        RnnOutputLayer output = new RnnOutputLayer.Builder(new LossMCXENT())
                .activation(Activation.SOFTMAX)
                .nIn(shape.hidden())
                .nOut(Shape.SYMBOLS)
                .build();
        FusedRnnOutput fused = FusedRnnOutput.of(output);
        fused.setSymbolLabels(!shape.lastOnly());
        return kind.isFused() ? fused : output;
    }

    private static int[][] symbols(Shape shape) {
        Random random = new Random(1);
        int[][] symbols = new int[shape.batch()][];
        for (int sequence = 0; sequence < shape.batch(); sequence++) {
            symbols[sequence] = random.ints(shape.timeSteps(), 0, Shape.SYMBOLS).toArray();
        }
        return symbols;
    }

    /** [batch, symbols, time] in DL4J's usual order. */
    private static INDArray oneHot(int[][] symbols, Shape shape) {
        return timeMajorOneHot(symbols, shape).dup('f');
    }

    /** [batch, symbols, time], time-major in memory. */
    private static INDArray timeMajorOneHot(int[][] symbols, Shape shape) {
        float[] values = new float[shape.timeSteps() * shape.batch() * Shape.SYMBOLS];
        for (int step = 0; step < shape.timeSteps(); step++) {
            for (int sequence = 0; sequence < shape.batch(); sequence++) {
                values[(step * shape.batch() + sequence) * Shape.SYMBOLS + symbols[sequence][step]] = 1;
            }
        }
        return timeMajor(Nd4j.createFromArray(values), shape, Shape.SYMBOLS);
    }

    /** [batch, symbols] of the last step. */
    private static INDArray lastOneHot(int[][] symbols, Shape shape) {
        INDArray labels = Nd4j.create(DataType.FLOAT, new long[] {shape.batch(), Shape.SYMBOLS}, 'c');
        for (int sequence = 0; sequence < shape.batch(); sequence++) {
            labels.putScalar(sequence, symbols[sequence][shape.timeSteps() - 1], 1);
        }
        return labels;
    }

    /** [batch, 1, time], time-major in memory. */
    private static INDArray numbers(int[][] symbols, Shape shape) {
        int[] values = new int[shape.timeSteps() * shape.batch()];
        for (int step = 0; step < shape.timeSteps(); step++) {
            for (int sequence = 0; sequence < shape.batch(); sequence++) {
                values[step * shape.batch() + sequence] = symbols[sequence][step];
            }
        }
        return timeMajor(Nd4j.createFromArray(values), shape, 1);
    }

    private static INDArray timeMajor(INDArray values, Shape shape, int size) {
        return values.reshape('c', shape.timeSteps(), shape.batch(), size).permute(1, 2, 0);
    }

    /** One update. */
    void fit() {
        network.fit(inputs, labels);
    }

    /** Loss before the last update, summed over steps, a sequence. */
    double score() {
        return network.score();
    }

    /** The network. */
    MultiLayerNetwork network() {
        return network;
    }

    @Override
    public void close() {
        Arrays.stream(network.getLayers()).forEach(Layer::close);
        network.close();
        inputs.close();
        labels.close();
    }
}
