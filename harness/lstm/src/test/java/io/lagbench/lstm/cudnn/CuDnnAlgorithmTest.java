package io.lagbench.lstm.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;

import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By which algorithm cuDNN computes a shape. Runs where a device is; what was measured stays in the process, so each test has its own shapes. */
class CuDnnAlgorithmTest {

    @BeforeEach
    void deviceIsThere() {
        assumeThat(CuDnnLstmKernel.unavailable()).isEmpty();
    }

    private static CuDnnLstmKernel kernel(CuDnnAlgorithm asked) {
        return new CuDnnLstmKernel(false, Optional.of(asked), 0);
    }

    /** Passes that take longer by some algorithms than by others. */
    private static final class Rehearsals implements CuDnnPlans.Rehearsal {
        private static final int SLOW_MILLIS = 20;

        private final CuDnnAlgorithm fast;
        private final List<CuDnnAlgorithm> refused;
        private final List<CuDnnAlgorithm> run = new ArrayList<>();

        Rehearsals(CuDnnAlgorithm fast, CuDnnAlgorithm... refused) {
            this.fast = fast;
            this.refused = List.of(refused);
        }

        @Override
        public void run(CuDnnLstmPlan plan, boolean training) {
            run.add(plan.algorithm());
            if (refused.contains(plan.algorithm())) {
                throw new CuDnnNotSupportedException("refused");
            }
            if (plan.algorithm() != fast) {
                try {
                    Thread.sleep(SLOW_MILLIS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        /** The algorithm that is taken. */
        CuDnnAlgorithm chosen(LstmShape shape, Optional<CuDnnAlgorithm> asked) {
            cudnnContext handle = new cudnnContext();
            Cuda.checkDnn("cudnnCreate", cudnnCreate(handle));
            try (CuDnnPlans plans = new CuDnnPlans(handle, false, asked, this)) {
                return plans.get(shape, true).algorithm();
            } finally {
                cudnnDestroy(handle);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachAlgorithmComputesTheSame(CuDnnAlgorithm algorithm) {
        try (CuDnnLstmKernel kernel = kernel(algorithm)) {
            assertThat(KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFastestIsTakenAndMeasuredOncePerShape(CuDnnAlgorithm fast) {
        LstmShape shape = new LstmShape(3, 2, 5, 11 + fast.ordinal());
        Rehearsals rehearsals = new Rehearsals(fast);
        assertThat(rehearsals.chosen(shape, Optional.empty())).isEqualTo(fast);
        assertThat(rehearsals.run).contains(CuDnnAlgorithm.values());
        Rehearsals later = new Rehearsals(CuDnnAlgorithm.STANDARD);
        assertThat(later.chosen(shape, Optional.empty())).isEqualTo(fast);
        assertThat(later.run).isEmpty();
    }

    @Test
    void whatIsRefusedWhenItIsToRunIsNotTaken() {
        LstmShape shape = new LstmShape(3, 2, 5, 21);
        CuDnnAlgorithm refused = CuDnnAlgorithm.PERSIST_STATIC;
        assertThat(new Rehearsals(refused, refused).chosen(shape, Optional.empty()))
                .isNotEqualTo(refused);
        assertThat(new Rehearsals(refused, refused).chosen(shape, Optional.of(refused)))
                .isEqualTo(CuDnnAlgorithm.STANDARD);
    }

    @Test
    void aKernelNamesTheAlgorithmOfTheShapeThatItIsPreparedFor() {
        try (CuDnnLstmKernel kernel = kernel(CuDnnAlgorithm.PERSIST_STATIC)) {
            assertThat(kernel.description()).endsWith(" fp32 persist-static");
            kernel.prepare(new LstmShape(3, 2, 5, 22), false);
            assertThat(kernel.description()).endsWith(" fp32 persist-static");
        }
        try (CuDnnLstmKernel kernel = new CuDnnLstmKernel(true)) {
            assertThat(kernel.description()).endsWith(" tf32 auto");
            kernel.prepare(new LstmShape(3, 2, 5, 23), false);
            assertThat(kernel.description()).matches("cuDNN .* tf32 (standard|persist-static|persist-static-small-h)");
        }
    }

    @Test
    void whatCudnnLacksForALayerIsStandardAndSaysSo() {
        try (CuDnnLstmKernel kernel = kernel(CuDnnAlgorithm.PERSIST_STATIC_SMALL_H)) {
            kernel.prepare(new LstmShape(1, 1, 2, 2000), false);
            assertThat(kernel.description()).endsWith(" fp32 standard, persist-static-small-h is not supported");
        }
    }

    @Test
    void algorithmsAreVariantsOfTheKernelsNames() {
        KernelKind kind = KernelKind.CUDNN.by("persist-static");
        assertThat(kind.name()).isEqualTo("CUDNN:PERSIST-STATIC");
        try (LstmKernel kernel = kind.create()) {
            assertThat(kernel.description()).endsWith("persist-static");
        }
    }
}
