package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.layer.FusedLstmLayer;
import io.lagbench.lstm.reference.LstmCase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The fused layer's configuration: conversion, serialisation, refusals. */
class FusedLSTMTest {
    private static final LstmShape SHAPE = new LstmShape(6, 3, 5, 8);

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
    }

    private static MultiLayerNetwork network(LSTM layer) {
        return network(new NeuralNetConfiguration.Builder(), layer);
    }

    private static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder, LSTM layer) {
        MultiLayerNetwork network = new MultiLayerNetwork(builder.seed(5)
                .updater(new Adam(0.01))
                .list(
                        layer,
                        new RnnOutputLayer.Builder(new LossMCXENT())
                                .nIn(SHAPE.hidden())
                                .nOut(4)
                                .activation(Activation.SOFTMAX)
                                .build())
                .build());
        network.init();
        return network;
    }

    private static LSTM.Builder stock() {
        return new LSTM.Builder().nIn(SHAPE.input()).nOut(SHAPE.hidden()).activation(Activation.TANH);
    }

    private static INDArray input(long... size) {
        return LstmCase.normal(new Random(1), DataType.FLOAT, size);
    }

    @Test
    void networksAndConfigurationsSurviveSerialisation() throws IOException {
        MultiLayerNetwork fused = network(FusedLSTM.of(stock().build(), TestedKernel.KIND));
        INDArray x = input(3, 5, 6);
        fused.fit(x, Nd4j.ones(DataType.FLOAT, 3, 4, 6));
        INDArray expected = fused.output(x).dup();
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        ModelSerializer.writeModel(fused, saved, true);
        MultiLayerNetwork restored =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(saved.toByteArray()), true);
        assertThat(restored.getLayer(0)).isInstanceOf(FusedLstmLayer.class);
        assertThat(restored.output(x)).isEqualTo(expected);
        assertThat(fused.clone().output(x)).isEqualTo(expected);
        MultiLayerConfiguration json = MultiLayerConfiguration.fromJson(
                fused.getLayerWiseConfigurations().toJson());
        assertThat(json.getConf(0).getLayer()).isInstanceOf(FusedLSTM.class);
    }

    @Test
    void convertsFromAndToStock() {
        LSTM stock =
                stock().forgetGateBiasInit(2.5).l2(0.1).dropOut(0.8).name("a").build();
        FusedLSTM fused = FusedLSTM.of(stock);
        assertThat(fused.getForgetGateBiasInit()).isEqualTo(2.5);
        LSTM back = fused.toStock();
        assertThat(back).isExactlyInstanceOf(LSTM.class).isEqualTo(stock);
        assertThat(fused.clone()).isInstanceOf(FusedLSTM.class).isEqualTo(fused);
    }

    /** The copy goes field by field; a field that DL4J has and the copy forgets would be lost without a word. */
    @Test
    void everyFieldOfTheConfigurationIsCopied() throws IllegalAccessException {
        LSTM stock = new LSTM();
        for (Class<?> type = LSTM.class; type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    field.set(stock, sample(field.getType()));
                }
            }
        }
        assertThat(FusedLSTM.of(stock).toStock()).usingRecursiveComparison().isEqualTo(stock);
    }

    private static Object sample(Class<?> type) {
        if (type == double.class) {
            return 0.25;
        }
        if (type == long.class) {
            return 7L;
        }
        if (type == int.class) {
            return 7;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == String.class) {
            return "name";
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[type.getEnumConstants().length - 1];
        }
        return Map.<Class<?>, Object>of(
                        IDropout.class, new Dropout(0.5),
                        List.class, new ArrayList<>(List.of()),
                        IActivation.class, new ActivationReLU(),
                        IWeightInit.class, new WeightInitXavier(),
                        IUpdater.class, new Adam(0.3),
                        IWeightNoise.class, new DropConnect(0.5))
                .get(type);
    }

    @Test
    void builderOptionsMatchStock() {
        LSTM built = new FusedLSTM.Builder()
                .nIn(3)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
        assertThat(built).isInstanceOf(FusedLSTM.class);
        assertThat(((FusedLSTM) built).toStock())
                .isEqualTo(new LSTM.Builder()
                        .nIn(3)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build());
    }

    @Test
    void unsupportedConfigurationsAreRefusedAtInit() {
        String supported = "FusedLSTM a supports activation tanh, gate activation sigmoid and data type FLOAT, not ";
        LSTM relu = FusedLSTM.of(stock().name("a").activation(Activation.RELU).build());
        assertThatThrownBy(() -> network(relu)).hasStackTraceContaining(supported + "relu");
        LSTM hard = FusedLSTM.of(
                stock().name("a").gateActivationFunction(Activation.HARDSIGMOID).build());
        assertThatThrownBy(() -> network(hard)).hasStackTraceContaining(supported + "tanh, hardsigmoid");
        LSTM fused = FusedLSTM.of(stock().name("a").build());
        NeuralNetConfiguration.Builder doubles = new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE);
        assertThatThrownBy(() -> network(doubles, fused)).hasStackTraceContaining("and DOUBLE");
        LSTM unsized = FusedLSTM.of(new LSTM.Builder().nOut(SHAPE.hidden()).build());
        assertThatThrownBy(() -> network(unsized)).hasStackTraceContaining("nIn");
    }

    /** Computes something else than tanh. */
    public static final class DoubledTanh extends ActivationTanH {
        private static final long serialVersionUID = 1L;

        @Override
        public INDArray getActivation(INDArray in, boolean training) {
            return super.getActivation(in, training).muli(2);
        }
    }

    /** Computes something else than the logistic function. */
    public static final class HalvedSigmoid extends ActivationSigmoid {
        private static final long serialVersionUID = 1L;

        @Override
        public INDArray getActivation(INDArray in, boolean training) {
            return super.getActivation(in, training).muli(0.5);
        }
    }

    /** A layer that adds something to DL4J's. */
    public static final class OtherLstm extends LSTM {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void subclassesAreRefused() {
        LSTM doubled = FusedLSTM.of(stock().activation(new DoubledTanh()).build());
        assertThatThrownBy(() -> network(doubled))
                .hasStackTraceContaining(DoubledTanh.class.getName() + ", which extends ActivationTanH");
        LSTM halved =
                FusedLSTM.of(stock().gateActivationFunction(new HalvedSigmoid()).build());
        assertThatThrownBy(() -> network(halved))
                .hasStackTraceContaining(HalvedSigmoid.class.getName() + ", which extends ActivationSigmoid");
        assertThatThrownBy(() -> FusedLSTM.of(new OtherLstm()))
                .hasMessage("FusedLSTM takes over a LSTM, not a " + OtherLstm.class.getName()
                        + ": what that adds would be lost");
    }

    @Test
    void wrongShapesAreRefusedWithTheShapes() {
        MultiLayerNetwork network = network(FusedLSTM.of(stock().build(), TestedKernel.KIND));
        assertThatThrownBy(() -> network.output(Nd4j.empty(DataType.FLOAT).reshape(0, 5, 6)))
                .hasStackTraceContaining("[0, 5, 6]");
        assertThatThrownBy(() -> network.output(input(3, 9, 6)))
                .hasStackTraceContaining("FusedLSTM has nIn 5; got an input of [3, 9, 6]");
        assertThatThrownBy(() -> network.getLayer(0).activate(input(3, 5), false, LayerWorkspaceMgr.noWorkspaces()))
                .hasMessageContaining("3-d input with content, not [3, 5]");
        network.rnnTimeStep(input(3, 5, 1));
        assertThatThrownBy(() -> network.rnnTimeStep(input(2, 5, 1)))
                .hasStackTraceContaining("a carried state of [3, 8]; the input needs [2, 8]");
        assertThatThrownBy(() -> network.getLayer(0).backpropGradient(input(3, 8, 2), LayerWorkspaceMgr.noWorkspaces()))
                .hasMessageContaining("must be [3, 8, 1], not [3, 8, 2]");
        network.fit(input(3, 5, 6), Nd4j.ones(DataType.FLOAT, 3, 4, 6));
    }
}
