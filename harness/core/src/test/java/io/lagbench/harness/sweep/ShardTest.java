package io.lagbench.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.harness.plan.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

    @Test
    void isReadAsItIsWritten() {
        Shard shard = Shard.parse("3/8");
        assertThat(shard).isEqualTo(new Shard(3, 8)).hasToString("3/8");
        assertThat(Shard.ofFolder(shard.folder())).isEqualTo(shard);
        assertThat(Shard.isFolder("3-of-8")).isTrue();
        assertThat(Shard.isFolder("run")).isFalse();
        assertThat(Shard.isFolder("7-of-3")).isFalse();
        assertThat(Shard.isFolder("0-of-3")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "0/8", "9/8", "a/b", "1/0", "-1/4", "1/8/2", "1/1000000", "1/9999999999"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("--shard: ")
                .hasMessageContaining("allowed: ");
    }

    @Test
    void numbersAreListedInRanges() {
        assertThat(Ranges.of(List.of(1, 2, 3, 5, 7, 8))).isEqualTo("1-3, 5, 7-8");
        assertThat(Ranges.of(List.of(4))).isEqualTo("4");
        assertThat(Ranges.of(List.of())).isEmpty();
    }
}
