package io.lagbench.lstm;

import java.util.Optional;

/** The kernels that a {@link FusedLSTM} can compute with. */
public enum KernelKind {
    /** cuDNN in full single precision where ND4J's arrays are on a device, else oneDNN. */
    AUTO,
    /** {@link OneDnnLstmKernel}. */
    ONEDNN,
    /** {@link CuDnnLstmKernel} in full single precision. */
    CUDNN,
    /** {@link CuDnnLstmKernel} with products rounded to TF32. */
    CUDNN_TF32;

    private KernelKind resolved() {
        if (this != AUTO) {
            return this;
        }
        return Nd4jBackend.onDevice() ? CUDNN : ONEDNN;
    }

    /** Why it cannot be used in this process, in one line; empty if it can. Loads native libraries. */
    public Optional<String> unavailable() {
        return resolved() == ONEDNN ? OneDnnLstmKernel.unavailable() : CuDnnLstmKernel.unavailable();
    }

    /**
     * A new kernel.
     *
     * @throws IllegalStateException if it is {@link #unavailable}; the message says why
     */
    public LstmKernel create() {
        KernelKind kind = resolved();
        return kind == ONEDNN ? new OneDnnLstmKernel() : new CuDnnLstmKernel(kind == CUDNN_TF32);
    }
}
