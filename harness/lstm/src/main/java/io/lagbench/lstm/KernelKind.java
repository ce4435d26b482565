package io.lagbench.lstm;

import io.lagbench.lstm.kernel.Exponential;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import io.lagbench.lstm.kernel.MatrixProduct;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/**
 * A kernel that a {@link FusedLSTM} can compute with, by its name. Kernels are found by {@link ServiceLoader}, see
 * {@link LstmKernelProvider}; the constants are those of this module. In JSON it is the name.
 *
 * @param name name of a provider, or {@code AUTO}; in capitals, whatever was given
 */
public record KernelKind(String name) implements Serializable {
    /** cuDNN in full single precision where ND4J's arrays are on a device, else oneDNN. */
    public static final KernelKind AUTO = new KernelKind("AUTO");

    /** oneDNN. */
    public static final KernelKind ONEDNN = new KernelKind("ONEDNN");

    /** cuDNN in full single precision. */
    public static final KernelKind CUDNN = new KernelKind("CUDNN");

    /** cuDNN with products rounded to TF32. */
    public static final KernelKind CUDNN_TF32 = new KernelKind("CUDNN_TF32");

    /**
     * Java's Vector API: for small networks, and where oneDNN has no natives. Needs {@code java --add-modules
     * jdk.incubator.vector}, and arrays in host memory.
     */
    public static final KernelKind SIMD = new KernelKind("SIMD");

    /** Takes a name in any case; whether there is such a kernel, {@link #unavailable} tells. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public KernelKind {
        name = name.toUpperCase(Locale.ROOT);
    }

    @JsonValue
    @Override
    public String name() {
        return name;
    }

    /** Why it cannot be used in this process, in one line; empty if it can. Loads native libraries. */
    public Optional<String> unavailable() {
        Optional<LstmKernelProvider> provider = provider();
        return provider.isPresent() ? provider.get().unavailable() : Optional.of(unknown());
    }

    /**
     * A new kernel.
     *
     * @throws IllegalStateException if it is {@link #unavailable}; the message says why
     */
    public LstmKernel create() {
        return provider()
                .orElseThrow(() -> new IllegalStateException(unknown()))
                .create();
    }

    /**
     * Whether its kernels read the numbers of symbols as they are, so that symbol input always costs less than one-hot vectors.
     *
     * @throws IllegalStateException if there is no such kernel
     */
    public boolean readsSymbols() {
        return provider()
                .orElseThrow(() -> new IllegalStateException(unknown()))
                .readsSymbols();
    }

    private Optional<LstmKernelProvider> provider() {
        String wanted = resolved().name;
        return providers().filter(each -> each.name().equals(wanted)).findFirst();
    }

    private KernelKind resolved() {
        if (!equals(AUTO)) {
            return this;
        }
        return Nd4jBackend.onDevice() ? CUDNN : ONEDNN;
    }

    private String unknown() {
        return "no LSTM kernel is named " + name + "; there are "
                + Stream.concat(Stream.of(AUTO.name), providers().map(LstmKernelProvider::name))
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    /** Products of matrices by the first kernel library that has them, else by ND4J. */
    static MatrixProduct matrixProduct() {
        return providers()
                .flatMap(each -> each.matrixProduct().stream())
                .findFirst()
                .orElseGet(MatrixProduct::ofNd4j);
    }

    /** The exponential function of the first kernel that has one, else Java's. */
    static Exponential exponential() {
        return providers()
                .flatMap(each -> each.exponential().stream())
                .findFirst()
                .orElseGet(Exponential::ofJava);
    }

    private static Stream<LstmKernelProvider> providers() {
        return ServiceLoader.load(LstmKernelProvider.class, KernelKind.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }

    @Override
    public String toString() {
        return name;
    }
}
