package io.lagbench.harness.engine;

import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code onednn}: the same layer with its arithmetic in one call of oneDNN. */
public final class OneDnnEngineProvider implements EngineProvider {

    @Override
    public String lstm() {
        return "onednn";
    }

    @Override
    public String summary() {
        return "the same layer in one call of oneDNN; sigmoid gates only";
    }

    @Override
    public Set<String> backends() {
        return Set.of("cpu", "cuda-offload");
    }

    @Override
    public Set<String> gates() {
        return Set.of("sigmoid");
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
    public Engine create(NetworkSpec network, long seed) {
        OneDnnLstmKernel.unavailable().ifPresent(reason -> {
            throw new UnsupportedWorkloadException(reason);
        });
        return new Dl4jEngine(lstm(), network, seed, Dl4jNetworks.fused(KernelKind.ONEDNN));
    }
}
