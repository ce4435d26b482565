package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** What only oneDNN's kernel does. */
class OneDnnLstmKernelTest {

    @BeforeAll
    static void theKernelIsThere() {
        TestedKernel.isRequired();
        assumeThat(TestedKernel.KIND).isEqualTo(KernelKind.ONEDNN);
    }

    @Test
    void keepsPrimitivesOfABoundedNumberOfShapes() {
        try (OneDnnLstmKernel kernel = new OneDnnLstmKernel()) {
            for (int batch = 1; batch <= 70; batch++) {
                new LstmCase(batch, new LstmShape(2, batch, 3, 4), DataType.FLOAT, true).run(kernel);
                assertThat(kernel.keptPlans()).isEqualTo(Math.min(batch, 64));
            }
        }
    }
}
