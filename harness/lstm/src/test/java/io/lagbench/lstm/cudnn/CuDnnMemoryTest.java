package io.lagbench.lstm.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.kernel.LstmShape;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs where a device is. */
class CuDnnMemoryTest {

    @BeforeAll
    static void deviceIsThere() {
        assumeThat(CudaDevice.unavailable().or(CuDnnLstmKernel::unavailable)).isEmpty();
    }

    @Test
    void sequencesThatDoNotFitTheDeviceAreCut() {
        try (CuDnnLstmKernel kernel = new CuDnnLstmKernel(false, Optional.empty(), 8 << 20)) {
            assertThat(kernel.mostSteps(new LstmShape(200, 16, 5, 150), false, true))
                    .isBetween(2, 199);
            assertThat(kernel.mostSteps(new LstmShape(2, 16, 5, 150), false, true))
                    .isEqualTo(2);
        }
    }
}
