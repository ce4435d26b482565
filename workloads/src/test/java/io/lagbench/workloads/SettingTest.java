package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    private final Setting hidden = Setting.integer("hidden", 1, 4096, "20", "width");

    @Test
    void parsesItsType() {
        assertThat(hidden.parse(" 20 ")).isEqualTo(20L);
        assertThat(Setting.positive("rate", 10, "0.1", "").parse("1e-3")).isEqualTo(0.001);
        assertThat(Setting.choice("gate", List.of("a", "b"), "a", "").parse("b"))
                .isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4097", "twenty", "2.5", "", "99999999999999999999"})
    void saysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> hidden.parse(text))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage("hidden: '" + text + "' is not allowed; allowed: a whole number from 1 to 4096");
    }
}
