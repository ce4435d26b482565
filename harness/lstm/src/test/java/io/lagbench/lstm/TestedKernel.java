package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.cudnn.CudaDevice;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/** The kernel that the tests are about: that of the system property {@code lagbench.kernel}, or oneDNN. */
public final class TestedKernel {
    public static final KernelKind KIND = new KernelKind(System.getProperty("lagbench.kernel", "onednn"));

    private TestedKernel() {}

    /**
     * Skips the tests, and says why, where the kernel cannot run: cuDNN without a device, oneDNN where it has no native
     * library. On x86-64 Linux oneDNN has one, and its absence is a failure.
     */
    public static void isRequired() {
        Optional<String> missing = (KIND.equals(KernelKind.CUDNN) ? CudaDevice.unavailable() : Optional.<String>empty())
                .or(Nd4jBackend::problem)
                .or(KIND::unavailable);
        missing.ifPresent(reason -> System.out.println("skipped for " + KIND + ": " + reason));
        if (!KIND.equals(KernelKind.CUDNN) && Loader.getPlatform().equals("linux-x86_64")) {
            assertThat(missing).isEmpty();
        }
        assumeThat(missing).isEmpty();
    }

    public static LstmKernel create() {
        return KIND.create();
    }

    /** What the description of the kernel begins with. */
    public static String name() {
        return KIND.equals(KernelKind.ONEDNN) ? "oneDNN " : KIND.equals(KernelKind.SIMD) ? "SIMD " : "cuDNN ";
    }
}
