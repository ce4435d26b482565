package io.lagbench.harness.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Test
    void whatAShellWouldTakeApartIsQuoted() {
        assertThat(ShellWords.word("results/runs/2026-x_1")).isEqualTo("results/runs/2026-x_1");
        assertThat(ShellWords.word("my runs")).isEqualTo("'my runs'");
        assertThat(ShellWords.word("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
        assertThat(ShellWords.word("")).isEqualTo("''");
    }
}
