package io.lagbench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeamTest {

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aBackendIsParsedFromItsLabel(Backend backend) {
        assertThat(Backend.parse(backend.label())).isEqualTo(backend);
        assertThat(backend).hasToString(backend.label());
    }

    @Test
    void labelsAreWhatUsersWrite() {
        assertThat(Backend.labels()).containsExactly("cpu", "cuda", "cuda-offload");
        assertThat(Gate.labels()).containsExactly("sigmoid", "hard-sigmoid");
        assertThat(Arithmetic.labels()).containsExactly("fp32", "tf32");
        assertThat(Optimizer.labels()).containsExactly("adam", "rmsprop", "sgd");
    }

    @Test
    void anUnknownLabelSaysWhatIsAllowed() {
        assertThatThrownBy(() -> Backend.parse("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backend: no gpu; allowed: cpu, cuda, cuda-offload");
        assertThatThrownBy(() -> Gate.parse("SIGMOID")).hasMessage("gate: no SIGMOID; allowed: sigmoid, hard-sigmoid");
    }

    @Test
    void aLaunchIsNotChangedByWhatItWasMadeOf() {
        List<String> flags = new java.util.ArrayList<>(List.of("-Xa"));
        Map<String, String> variables = new java.util.HashMap<>(Map.of("A", "1"));
        Launch launch = new Launch(flags, variables, 1);
        flags.add("-Xb");
        variables.put("B", "2");
        assertThat(launch).isEqualTo(new Launch(List.of("-Xa"), Map.of("A", "1"), 1));
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertThatThrownBy(() -> new Launch(List.of(), Map.of(), 0)).hasMessage("threads must be at least 1, not 0");
        assertThatThrownBy(() -> new HostFacts(0, 1000, true, Set.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Architecture(Model.of("lstm"), 0, 1, Gate.SIGMOID))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
