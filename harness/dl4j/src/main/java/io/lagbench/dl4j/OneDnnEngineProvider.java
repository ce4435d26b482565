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
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code onednn}: the same layer with its arithmetic in one call of oneDNN. */
public final class OneDnnEngineProvider implements EngineProvider {
    private static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(Backend.CPU, Backend.CUDA_OFFLOAD), Set.of(Gate.SIGMOID), Set.of(Arithmetic.FP32), false);

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public String summary() {
        return "the same layer in one call of oneDNN; sigmoid gates only";
    }

    @Override
    public Set<Backend> backends() {
        return CAPABILITIES.backends();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return CAPABILITIES.refusal(name(), network);
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
        return 1;
    }

    @Override
    public Optional<String> problem() {
        Optional<String> missing = OneDnnLstmKernel.unavailable();
        if (missing.isPresent()) {
            return missing;
        }
        try (LstmKernel kernel = new OneDnnLstmKernel()) {
            return KernelCheck.problem(kernel);
        }
    }

    @Override
    public Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        OneDnnLstmKernel.unavailable().ifPresent(UnsupportedWorkloadException::raise);
        return new Dl4jEngine(name(), network, weights, Dl4jNetworks.fused(KernelKind.ONEDNN));
    }
}
