package io.lagbench.harness.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvenSampleTest {

    @Test
    void sampleHoldsFirstAndLastItem() {
        assertThat(EvenSample.of(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), 3)).containsExactly(0, 4, 8);
    }

    @Test
    void shortListsAreKeptWhole() {
        assertThat(EvenSample.of(List.of(0, 1, 2), 3)).containsExactly(0, 1, 2);
    }
}
