package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import java.util.Optional;

/** Provider of {@code CUDNN_TF32}: cuDNN with products rounded to TF32. Public for {@link java.util.ServiceLoader}. */
public final class CuDnnTf32KernelProvider implements LstmKernelProvider {

    @Override
    public String name() {
        return "CUDNN_TF32";
    }

    @Override
    public Optional<String> unavailable() {
        return CuDnnLstmKernel.unavailable();
    }

    @Override
    public LstmKernel create() {
        return new CuDnnLstmKernel(true);
    }

    @Override
    public boolean readsSymbols() {
        return true;
    }
}
