package io.lagbench.lstm.onednn;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import io.lagbench.lstm.kernel.MatrixProduct;
import java.util.Optional;

/** Provider of {@code ONEDNN}. Public for {@link java.util.ServiceLoader}. */
public final class OneDnnKernelProvider implements LstmKernelProvider {

    @Override
    public String name() {
        return "ONEDNN";
    }

    @Override
    public Optional<String> unavailable() {
        return OneDnnLstmKernel.unavailable();
    }

    @Override
    public LstmKernel create() {
        return new OneDnnLstmKernel();
    }

    @Override
    public Optional<MatrixProduct> matrixProduct() {
        return unavailable().isEmpty() ? Optional.of(new OneDnnMatrixProduct()) : Optional.empty();
    }
}
