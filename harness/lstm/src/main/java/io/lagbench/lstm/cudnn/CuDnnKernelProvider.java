package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import java.util.Optional;

/** Provider of {@code CUDNN}: cuDNN in full single precision. Public for {@link java.util.ServiceLoader}. */
public final class CuDnnKernelProvider implements LstmKernelProvider {

    @Override
    public String name() {
        return "CUDNN";
    }

    @Override
    public Optional<String> unavailable() {
        return CuDnnLstmKernel.unavailable();
    }

    @Override
    public LstmKernel create() {
        return new CuDnnLstmKernel(false);
    }

    @Override
    public boolean readsSymbols() {
        return true;
    }
}
