package io.lagbench.lstm.cudnn;

/** Provider of {@code CUDNN_TF32}: the same with products rounded to TF32. Public for {@link java.util.ServiceLoader}. */
public final class CuDnnTf32KernelProvider extends CuDnnKernelProvider {

    /** For {@link java.util.ServiceLoader}. */
    public CuDnnTf32KernelProvider() {
        super("CUDNN_TF32", true);
    }
}
