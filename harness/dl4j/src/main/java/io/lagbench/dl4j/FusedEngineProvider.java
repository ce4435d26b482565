package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** An engine with DL4J's network and the arithmetic of its LSTM layer in one call of a kernel. */
abstract class FusedEngineProvider implements EngineProvider {
    private final String name;
    private final String summary;
    private final Capabilities capabilities;

    FusedEngineProvider(String name, String summary, Capabilities capabilities) {
        this.name = name;
        this.summary = summary;
        this.capabilities = capabilities;
    }

    /** The kernel for an arithmetic. */
    abstract KernelKind kernel(Arithmetic math);

    /** The kernel for a network. */
    KernelKind kernel(NetworkSpec network) {
        return kernel(network.where().math());
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String summary() {
        return summary;
    }

    @Override
    public final Set<Backend> backends() {
        return capabilities.backends();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return capabilities.refusal(name, network);
    }

    @Override
    public final List<String> variables() {
        return Dl4jLaunch.VARIABLES;
    }

    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        return Dl4jLaunch.onAllCores(network, host);
    }

    @Override
    public int speed() {
        return 1;
    }

    @Override
    public final Optional<String> problem() {
        return problem(KernelCheck.Extent.QUICK, Stream::of);
    }

    @Override
    public final Optional<String> conformanceProblem() {
        return problem(
                KernelCheck.Extent.LONG,
                kind -> kind.variants().isEmpty()
                        ? Stream.of(kind)
                        : kind.variants().stream().map(kind::by));
    }

    private Optional<String> problem(KernelCheck.Extent extent, Function<KernelKind, Stream<KernelKind>> kindsOf) {
        return capabilities.maths().stream()
                .sorted()
                .flatMap(math -> kindsOf.apply(kernel(math)).map(kind -> problem(kind, tolerance(math), extent)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> problem(
            KernelKind kind, KernelCheck.Tolerance tolerance, KernelCheck.Extent extent) {
        Optional<String> missing = kind.unavailable();
        if (missing.isPresent()) {
            return missing;
        }
        try (LstmKernel kernel = kind.create()) {
            return KernelCheck.problem(kernel, tolerance, extent);
        }
    }

    private static KernelCheck.Tolerance tolerance(Arithmetic math) {
        return switch (math) {
            case FP32 -> KernelCheck.Tolerance.FULL;
            case TF32 -> KernelCheck.Tolerance.TF32;
        };
    }

    @Override
    public final Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        KernelKind kind = kernel(network);
        kind.unavailable().ifPresent(UnsupportedWorkloadException::raise);
        return new Dl4jEngine(name, network, weights, Dl4jNetworks.fused(kind));
    }
}
