package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import java.util.List;
import java.util.Optional;

/**
 * Provider of {@code CUDNN}: cuDNN in full single precision, by the algorithm that is fastest for a shape, or by the one that a variant names
 * where cuDNN has it. Public for {@link java.util.ServiceLoader}.
 */
public class CuDnnKernelProvider implements LstmKernelProvider {
    private final String name;
    private final boolean tf32;

    /** For {@link java.util.ServiceLoader}. */
    public CuDnnKernelProvider() {
        this("CUDNN", false);
    }

    CuDnnKernelProvider(String name, boolean tf32) {
        this.name = name;
        this.tf32 = tf32;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return CuDnnLstmKernel.unavailable();
    }

    @Override
    public LstmKernel create() {
        return new CuDnnLstmKernel(tf32);
    }

    @Override
    public List<String> variants() {
        return CuDnnAlgorithm.names();
    }

    @Override
    public LstmKernel create(String variant) {
        return new CuDnnLstmKernel(tf32, Optional.of(CuDnnAlgorithm.named(variant)), 0);
    }

    @Override
    public boolean readsSymbols() {
        return true;
    }
}
