package io.lagbench.harness.engine;

import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.cudnn.CuDnnLstmKernel;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.reference.KernelCheck;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code cudnn}: the same layer in one call of cuDNN, on the first visible device. */
public final class CuDnnEngineProvider implements EngineProvider {

    @Override
    public String lstm() {
        return "cudnn";
    }

    @Override
    public String summary() {
        return "the same layer in one call of cuDNN; backends cuda and cuda-offload, sigmoid gates only";
    }

    @Override
    public Set<String> backends() {
        return Set.of("cuda", "cuda-offload");
    }

    @Override
    public Set<String> gates() {
        return Set.of("sigmoid");
    }

    @Override
    public Set<String> maths() {
        return Set.of("fp32", "tf32");
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
    public Engine create(NetworkSpec network, long seed) {
        CuDnnLstmKernel.unavailable().ifPresent(reason -> {
            throw new UnsupportedWorkloadException(reason);
        });
        KernelKind kind = network.math().equals("tf32") ? KernelKind.CUDNN_TF32 : KernelKind.CUDNN;
        return new Dl4jEngine(lstm(), network, seed, Dl4jNetworks.fused(kind));
    }
}
