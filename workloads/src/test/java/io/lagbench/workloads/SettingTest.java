package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
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
    @ValueSource(
            strings = {"0", "4097", "twenty", "2.5", "", "99999999999999999999", "9999999999999999999", "0x10", "\u0662"
            })
    void saysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> hidden.parse(text))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage("hidden: '" + text + "' is not allowed; allowed: a whole number from 1 to 4096");
    }

    @Test
    void realNumbersMayBeZeroOrNegative() {
        Setting bias = Setting.real("bias", -10, 10, "-1", "initial bias");
        assertThat(bias.parse("-2.5")).isEqualTo(-2.5);
        assertThat(bias.parse("0")).isEqualTo(0.0);
        assertThat(bias.parse("-0"))
                .as("one zero, so that equal trials have equal ids")
                .isEqualTo(0.0);
        assertThat(bias.parse("10")).isEqualTo(10.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-10.1", "11", "NaN", "Infinity", "-Infinity", "low", "", "1d", "1f", "0x1p1"})
    void realNumbersOutOfRangeAreRefused(String text) {
        assertThatThrownBy(() -> Setting.real("bias", -10, 10, "0", "").parse(text))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage("bias: '" + text + "' is not allowed; allowed: a number from -10.0 to 10.0");
    }

    @Test
    void flagsAreTrueOrFalse() {
        Setting flag = Setting.flag("peephole", "false", "");
        assertThat(flag.parse("true")).isEqualTo(true);
        assertThat(flag.parse(flag.defaultText())).isEqualTo(false);
        assertThatThrownBy(() -> flag.parse("yes"))
                .hasMessage("peephole: 'yes' is not allowed; allowed: true or false");
        assertThat(new Settings(Map.of("peephole", true)).flag("peephole")).isTrue();
    }

    @Test
    void onlyADeclaredSettingIsWithoutEffect() {
        assertThat(hidden.hasEffect()).isTrue();
        Setting declared = hidden.withoutEffect();
        assertThat(declared.hasEffect()).isFalse();
        assertThat(declared.key()).isEqualTo("hidden");
        assertThat(declared.parse("20")).isEqualTo(20L);
        assertThat(Tasks.find("recall").orElseThrow().settings().stream()
                        .filter(setting -> !setting.hasEffect())
                        .map(Setting::key))
                .containsExactly("symbols");
    }
}
