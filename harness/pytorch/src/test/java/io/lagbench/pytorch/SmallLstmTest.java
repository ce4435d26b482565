package io.lagbench.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.Test;

class SmallLstmTest {
    private final SmallLstm lstm = new SmallLstm(5);

    private float[] outputs() {
        assertThat(new PyTorchEngineProvider().problem()).isEmpty();
        return lstm.computedBy(Engine.getEngine("PyTorch"));
    }

    @Test
    void pyTorchComputesItWithWhatTheCheckLeftOfOneDnnAndWithoutOneDnn() {
        assertThat(lstm.error(outputs())).isLessThan(1e-6);
        OneDnn.turnOff();
        assertThat(lstm.error(outputs())).isLessThan(1e-6);
    }

    @Test
    void outputsThatAreWrongOrNoNumbersAreFound() {
        float[] outputs = outputs();
        outputs[2] += 0.25f;
        assertThat(lstm.error(outputs)).isBetween(0.249, 0.251);
        outputs[0] = Float.NaN;
        assertThat(lstm.error(outputs)).isInfinite();
    }
}
