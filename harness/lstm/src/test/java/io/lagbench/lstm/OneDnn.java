package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.bytedeco.javacpp.Loader;

/** Whether oneDNN is there to be tested. */
final class OneDnn {
    private OneDnn() {}

    /** Skips where there is no native library for the platform; on x86-64 Linux there is, and its absence is a failure. */
    static void isRequired() {
        if (Loader.getPlatform().equals("linux-x86_64")) {
            assertThat(OneDnnLstmKernel.unavailable()).isEmpty();
        }
        assumeThat(OneDnnLstmKernel.unavailable()).isEmpty();
    }
}
