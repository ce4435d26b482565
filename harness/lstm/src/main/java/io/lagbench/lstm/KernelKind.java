package io.lagbench.lstm;

import io.lagbench.lstm.kernel.Exponential;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import io.lagbench.lstm.kernel.MatrixProduct;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.io.Serializable;
import java.util.List;
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
 * @param name name of a provider, with {@code :} and one of its {@link #variants} where that is not its own choice, or {@code AUTO}; in
 *     capitals, whatever was given
 */
public record KernelKind(String name) implements Serializable {
    private static final String VARIANT = ":";

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

    /** The same kernel by one of its {@link #variants}, in any case. */
    public KernelKind by(String variant) {
        return new KernelKind(kernel() + VARIANT + variant);
    }

    /** Ways to compute that the kernel can be asked for, in capitals; it chooses one itself where none is. */
    public List<String> variants() {
        return provider().map(LstmKernelProvider::variants).orElse(List.of());
    }

    /** Why it cannot be used in this process, in one line; empty if it can. Loads native libraries. */
    public Optional<String> unavailable() {
        return problem().or(() -> required().unavailable());
    }

    /** What is wrong with its name, in one line; empty if nothing is. */
    private Optional<String> problem() {
        if (provider().isEmpty()) {
            return Optional.of(unknown());
        }
        return variant()
                .filter(each -> !variants().contains(each))
                .map(each -> "LSTM kernel " + kernel() + " cannot be asked for " + each + "; "
                        + (variants().isEmpty() ? "it takes no variant" : "allowed: " + String.join(", ", variants())));
    }

    /**
     * A new kernel.
     *
     * @throws IllegalStateException if it is {@link #unavailable}; the message says why
     */
    public LstmKernel create() {
        LstmKernelProvider provider = required();
        return variant().map(provider::create).orElseGet(provider::create);
    }

    /**
     * Whether its kernels read the numbers of symbols as they are, so that symbol input always costs less than one-hot vectors.
     *
     * @throws IllegalStateException if there is no such kernel
     */
    public boolean readsSymbols() {
        return required().readsSymbols();
    }

    private LstmKernelProvider required() {
        problem().ifPresent(text -> {
            throw new IllegalStateException(text);
        });
        return provider().orElseThrow();
    }

    /** Name of the kernel without its variant. */
    private String kernel() {
        return name.split(VARIANT, 2)[0];
    }

    private Optional<String> variant() {
        int end = kernel().length();
        return end < name.length() ? Optional.of(name.substring(end + 1)) : Optional.empty();
    }

    private Optional<LstmKernelProvider> provider() {
        String wanted = resolved().kernel();
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
