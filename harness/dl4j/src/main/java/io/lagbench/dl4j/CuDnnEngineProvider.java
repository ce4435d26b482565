package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Gate;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.cudnn.CuDnnLstmKernel;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code cudnn}: the same layer in one call of cuDNN, on the first visible device. */
public final class CuDnnEngineProvider implements EngineProvider {
    private static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(Backend.CUDA, Backend.CUDA_OFFLOAD),
            Set.of(Gate.SIGMOID),
            Set.of(Arithmetic.FP32, Arithmetic.TF32),
            false);

    @Override
    public String name() {
        return "cudnn";
    }

    @Override
    public String summary() {
        return "the same layer in one call of cuDNN; backends cuda and cuda-offload, sigmoid gates only";
    }

    @Override
    public Set<Backend> backends() {
        return CAPABILITIES.backends();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return CAPABILITIES.refusal(name(), network).or(() -> unmaskable(network));
    }

    /** Where all arrays are on the device, the output layer is DL4J's own. */
    private Optional<String> unmaskable(NetworkSpec network) {
        return network.where().backend() == Backend.CUDA ? Dl4jNetworks.unmaskable(name(), network) : Optional.empty();
    }

    @Override
    public List<String> variables() {
        return Dl4jLaunch.VARIABLES;
    }

    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        return Dl4jLaunch.onAllCores(network, host);
    }

    @Override
    public int speed() {
        return 2;
    }

    @Override
    public Optional<String> problem() {
        Optional<String> missing = CuDnnLstmKernel.unavailable();
        if (missing.isPresent()) {
            return missing;
        }
        try (LstmKernel kernel = KernelKind.CUDNN.create()) {
            return KernelCheck.problem(kernel);
        }
    }

    @Override
    public Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        CuDnnLstmKernel.unavailable().ifPresent(UnsupportedWorkloadException::raise);
        KernelKind kind = network.where().math() == Arithmetic.TF32 ? KernelKind.CUDNN_TF32 : KernelKind.CUDNN;
        return new Dl4jEngine(name(), network, weights, Dl4jNetworks.fused(kind));
    }
}
