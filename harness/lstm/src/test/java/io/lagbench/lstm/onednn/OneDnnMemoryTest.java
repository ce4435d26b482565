package io.lagbench.lstm.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.kernel.LstmShape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OneDnnMemoryTest {
    private static final LstmShape LONG = new LstmShape(1000, 32, 8, 64);

    @BeforeAll
    static void oneDnnIsThere() {
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
    }

    @Test
    void asManyStepsAtOnceAsFitTheMemory() {
        try (OneDnnLstmKernel kernel = new OneDnnLstmKernel(true, 100_000_000)) {
            int steps = kernel.mostSteps(LONG, true);
            assertThat(steps).isBetween(100, 900);
            assertThat(kernel.mostSteps(withSteps(steps * 9 / 10), true))
                    .as("a little less fits")
                    .isEqualTo(steps * 9 / 10);
            assertThat(kernel.mostSteps(LONG, false))
                    .as("inference keeps little")
                    .isGreaterThan(steps);
        }
    }

    /** Weights of 64 x 256 take as much as some steps: cutting finer than that would cost time for nothing. */
    @Test
    void someStepsWhereNothingFitsAndAllWhereAllDo() {
        try (OneDnnLstmKernel kernel = new OneDnnLstmKernel(true, 1)) {
            assertThat(kernel.mostSteps(LONG, true)).isBetween(1, 20);
            assertThat(kernel.mostSteps(withSteps(1), true)).isEqualTo(1);
        }
        try (OneDnnLstmKernel kernel = new OneDnnLstmKernel(true, Long.MAX_VALUE)) {
            assertThat(kernel.mostSteps(LONG, true)).isEqualTo(LONG.timeSteps());
        }
    }

    private static LstmShape withSteps(int steps) {
        return new LstmShape(steps, LONG.batch(), LONG.input(), LONG.hidden());
    }
}
