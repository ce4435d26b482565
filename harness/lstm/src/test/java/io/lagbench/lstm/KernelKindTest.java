package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import java.util.ServiceLoader;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Kernels by their names. */
class KernelKindTest {

    @BeforeAll
    static void requireNd4j() {
        assumeThat(Nd4jBackend.problem()).isEmpty();
    }

    private static MultiLayerConfiguration configuration(KernelKind kernel) {
        LSTM lstm = new LSTM.Builder().nIn(3).nOut(4).build();
        return new NeuralNetConfiguration.Builder()
                .list(
                        FusedLSTM.of(lstm, kernel),
                        new RnnOutputLayer.Builder(new LossMCXENT())
                                .nIn(4)
                                .nOut(2)
                                .build())
                .build();
    }

    @Test
    void eachKernelOfThisModuleHasAProvider() {
        assertThat(ServiceLoader.load(LstmKernelProvider.class).stream()
                        .map(each -> each.get().name()))
                .contains(KernelKind.ONEDNN.name(), KernelKind.CUDNN.name(), KernelKind.CUDNN_TF32.name());
    }

    @Test
    void namesAreInCapitalsWhateverWasGiven() {
        assertThat(new KernelKind("onednn")).isEqualTo(KernelKind.ONEDNN).hasToString("ONEDNN");
    }

    @Test
    void anyKernelIsFoundByItsName() {
        KernelKind kind = new KernelKind(UserKernelProvider.NAME);
        assertThat(kind.unavailable()).isEmpty();
        try (LstmKernel kernel = kind.create()) {
            assertThat(kernel).isInstanceOf(ReferenceLstmKernel.class);
        }
    }

    @Test
    void unknownKernelIsRefused() {
        KernelKind kind = new KernelKind("ONEDN");
        String expected = "no LSTM kernel is named ONEDN; there are AUTO, CUDNN, CUDNN_TF32, ";
        assertThat(kind.unavailable()).get().asString().startsWith(expected).contains("ONEDNN");
        assertThatThrownBy(kind::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(expected);
    }

    @Test
    void aVariantThatAKernelDoesNotHaveIsRefused() {
        assertThat(KernelKind.CUDNN.by("fast").unavailable())
                .hasValue("LSTM kernel CUDNN cannot be asked for FAST; allowed: STANDARD, PERSIST-STATIC,"
                        + " PERSIST-STATIC-SMALL-H");
        assertThatThrownBy(KernelKind.ONEDNN.by("fast")::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("LSTM kernel ONEDNN cannot be asked for FAST; it takes no variant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "ONEDNN", "CUDNN", "CUDNN_TF32", "CUDNN:STANDARD", "SOMEONE_ELSES"})
    void inJsonAKernelIsItsName(String name) {
        MultiLayerConfiguration configuration = configuration(new KernelKind(name));
        assertThat(configuration.toJson()).containsPattern("\"kernel\" : \"" + name + "\"");
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
        assertThat(read).isEqualTo(configuration);
        assertThat(((FusedLSTM) read.getConf(0).getLayer()).getKernel()).isEqualTo(new KernelKind(name));
        assertThat(MultiLayerConfiguration.fromYaml(configuration.toYaml())).isEqualTo(configuration);
    }

    @Test
    void configurationsWithDifferentKernelsAreDifferent() {
        assertThat(configuration(KernelKind.ONEDNN)).isNotEqualTo(configuration(KernelKind.CUDNN));
    }
}
