package io.lagbench.lstm.kernel;

import java.util.List;
import java.util.Optional;

/**
 * Makes the kernels of one name; found by {@link java.util.ServiceLoader}, so a new kernel is a provider of its own and an
 * entry in {@code META-INF/services}. Has a public constructor without arguments that loads no native library.
 */
public interface LstmKernelProvider {

    /** The name, in capitals, for example {@code ONEDNN}; stored with layers, so it does not change. */
    String name();

    /** Why its kernels cannot be used in this process, in one line; empty if they can. Loads native libraries. */
    Optional<String> unavailable();

    /**
     * A new kernel.
     *
     * @throws IllegalStateException if it is {@link #unavailable}; the message says why
     */
    LstmKernel create();

    /** Ways to compute that a kernel can be asked for, in capitals; stored with layers, so they do not change. */
    default List<String> variants() {
        return List.of();
    }

    /**
     * A new kernel that computes as it is asked to.
     *
     * @param variant one of {@link #variants}
     */
    default LstmKernel create(String variant) {
        throw new UnsupportedOperationException(name() + " has no variants");
    }

    /** Whether its kernels are {@link SymbolLstmKernel}s. Loads nothing. */
    default boolean readsSymbols() {
        return false;
    }

    /**
     * Products of matrices on the threads of the kernel's library, so that an output layer does not keep a second set of
     * threads busy beside them; empty if there are none or they cannot be used in this process.
     */
    default Optional<MatrixProduct> matrixProduct() {
        return Optional.empty();
    }

    /** The exponential function on what the kernel computes with; empty if it is not there in this process. */
    default Optional<Exponential> exponential() {
        return Optional.empty();
    }
}
