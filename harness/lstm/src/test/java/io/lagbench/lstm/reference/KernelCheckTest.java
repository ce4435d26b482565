package io.lagbench.lstm.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.DelegatingKernel;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The check that users' machines run. */
class KernelCheckTest {

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
    }

    @Test
    void passesAKernelThatAgreesWithTheReference() {
        try (LstmKernel kernel = TestedKernel.create()) {
            assertThat(KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL)).isEmpty();
        }
    }

    @Test
    void namesTheFirstQuantityThatIsTooFarFromTheReference() {
        LstmKernel ignoresTheState = new DelegatingKernel(new ReferenceLstmKernel()) {
            @Override
            public Pass forward(
                    LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
                return super.forward(weights, input, null, output, training);
            }
        };
        assertThat(KernelCheck.problem(ignoresTheState, KernelCheck.Tolerance.FULL))
                .get()
                .asString()
                .contains("output at", "allowed: 1e-05");
    }
}
