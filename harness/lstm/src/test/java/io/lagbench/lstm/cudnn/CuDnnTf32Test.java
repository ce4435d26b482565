package io.lagbench.lstm.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.reference.KernelCheck;
import org.junit.jupiter.api.Test;

/** Runs where a device is that has TF32. */
class CuDnnTf32Test {

    @Test
    void productsRoundedToTf32AreWithinTheirToleranceAndBeyondThatOfFullPrecision() {
        assumeThat(CuDnnLstmKernel.unavailable()).isEmpty();
        try (CuDnnLstmKernel kernel = new CuDnnLstmKernel(true)) {
            assertThat(KernelCheck.problem(kernel, KernelCheck.Tolerance.TF32)).isEmpty();
            assertThat(KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL))
                    .hasValueSatisfying(text -> assertThat(text).contains(" tf32 auto does not pass conformance"));
        }
    }
}
