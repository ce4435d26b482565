package io.lagbench.lstm.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.reference.KernelCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of CUDA that fail. Runs on the stand-in of ci/cuda-stand-in, which fails where a file says so: in the folder that the variable names. */
class CuDnnFaultsTest {
    private static final String FAULTS = System.getenv("CUDA_STAND_IN_FAULTS");

    private static Path faults() {
        return Path.of(FAULTS, Long.toString(ProcessHandle.current().pid()));
    }

    @BeforeEach
    void onTheStandIn() {
        assumeThat(FAULTS).isNotNull();
        assertThat(CuDnnLstmKernel.unavailable()).isEmpty();
    }

    @AfterEach
    void noMoreFaults() throws IOException {
        if (FAULTS != null) {
            Files.deleteIfExists(faults());
        }
    }

    /** Has the so many-th call of a function from now on return an error. */
    private static void fail(String function, int call, int error) throws IOException {
        Files.writeString(faults(), function + " " + call + " " + error + "\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4003, 4004})
    void memoryThatCudnnItselfLacksIsNoOtherError(int status) throws IOException {
        try (CuDnnLstmKernel kernel = new CuDnnLstmKernel(false)) {
            fail("cudnnRNNForward", 1, status);
            assertThatThrownBy(() -> KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("cudnnRNNForward at ");
        }
    }

    /** A buffer that could not grow is gone, and with it the lengths of the shape before. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 30, 40})
    void aKernelIsRightAgainAfterDeviceMemoryWasShort(int allocation) throws IOException {
        try (CuDnnLstmKernel kernel = new CuDnnLstmKernel(false)) {
            fail("cudaMalloc", allocation, 2);
            assertThatThrownBy(() -> KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL))
                    .isInstanceOf(OutOfMemoryError.class);
            noMoreFaults();
            assertThat(KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL)).isEmpty();
        }
    }

    @Test
    void oneReleaseThatFailsKeepsNoOtherFromBeingDone() throws IOException {
        long before = CudaDevice.freeBytes();
        CuDnnLstmKernel kernel = new CuDnnLstmKernel(false);
        assertThat(KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL)).isEmpty();
        long used = before - CudaDevice.freeBytes();
        fail("cudaFree", 1, 1);
        assertThatThrownBy(kernel::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cudaFree");
        assertThat(before - CudaDevice.freeBytes()).as("bytes still in use").isLessThan(used / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cudnnCreate", "cudaStreamCreate", "cudnnSetStream"})
    void aKernelThatCannotBeMadeSaysWhichCallFailed(String function) throws IOException {
        fail(function, 1, 999);
        assertThatThrownBy(() -> new CuDnnLstmKernel(false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(function + ": ");
        noMoreFaults();
        assertThatCode(() -> new CuDnnLstmKernel(false).close()).doesNotThrowAnyException();
    }
}
