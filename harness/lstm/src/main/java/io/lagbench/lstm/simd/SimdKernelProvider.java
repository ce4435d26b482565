package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.Exponential;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import java.util.Optional;

/** Provider of {@code SIMD}. Public for {@link java.util.ServiceLoader}. */
public final class SimdKernelProvider implements LstmKernelProvider {

    @Override
    public String name() {
        return "SIMD";
    }

    @Override
    public Optional<String> unavailable() {
        return SimdLstmKernel.unavailable();
    }

    @Override
    public LstmKernel create() {
        return new SimdLstmKernel();
    }

    @Override
    public boolean readsSymbols() {
        return true;
    }

    @Override
    public Optional<Exponential> exponential() {
        return VectorModule.missing().isPresent() ? Optional.empty() : Optional.of(VectorModule.exponential());
    }
}
