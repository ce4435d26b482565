package io.lagbench.lstm.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs where a device is. */
class CuDnnThreadsTest {
    private static final int THREADS = 4;

    @Test
    void kernelsOfSeveralThreadsShareADeviceWhileTheirShapesChange() throws Exception {
        assumeThat(CuDnnLstmKernel.unavailable()).isEmpty();
        Callable<Optional<String>> check = () -> {
            try (CuDnnLstmKernel kernel = new CuDnnLstmKernel(false)) {
                KernelCheck.Extent extent = new KernelCheck.Extent(40, new LstmShape(30, 12, 12, 30));
                return KernelCheck.problem(kernel, KernelCheck.Tolerance.FULL, extent);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Optional<String>>> checks =
                    IntStream.range(0, THREADS).mapToObj(i -> check).toList();
            for (Future<Optional<String>> each : threads.invokeAll(checks)) {
                assertThat(each.get()).isEmpty();
            }
        } finally {
            threads.shutdown();
        }
    }
}
