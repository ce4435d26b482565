package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/** The kernel that the tests are about: that of the system property {@code lagbench.kernel}, or oneDNN. */
final class TestedKernel {
    static final KernelKind KIND =
            KernelKind.valueOf(System.getProperty("lagbench.kernel", "onednn").toUpperCase(Locale.ROOT));

    private TestedKernel() {}

    /**
     * Skips the tests, and says why, where the kernel cannot run: cuDNN without a device, oneDNN where it has no native
     * library. On x86-64 Linux oneDNN has one, and its absence is a failure.
     */
    static void isRequired() {
        Optional<String> missing = (KIND == KernelKind.ONEDNN ? Optional.<String>empty() : CudaDevice.unavailable())
                .or(Nd4jBackend::problem)
                .or(KIND::unavailable);
        missing.ifPresent(reason -> System.out.println("skipped for " + KIND + ": " + reason));
        if (KIND == KernelKind.ONEDNN && Loader.getPlatform().equals("linux-x86_64")) {
            assertThat(missing).isEmpty();
        }
        assumeThat(missing).isEmpty();
    }

    static LstmKernel create() {
        return KIND.create();
    }

    /** What the description of the kernel begins with. */
    static String name() {
        return KIND == KernelKind.ONEDNN ? "oneDNN " : "cuDNN ";
    }
}
