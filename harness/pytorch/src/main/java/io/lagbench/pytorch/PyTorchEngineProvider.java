package io.lagbench.pytorch;

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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code pytorch}: PyTorch's LSTM, on the processor with backend {@code cpu}, else on the first visible device. */
public final class PyTorchEngineProvider implements EngineProvider {
    private static final Capabilities CAPABILITIES =
            new Capabilities(EnumSet.allOf(Backend.class), Set.of(Gate.SIGMOID), Set.of(Arithmetic.FP32), false);

    /**
     * One thread for networks with batch x hidden below this: on two cores, 100 steps at 1 x 20 to 1 x 128 took half the time on one
     * thread, at 32 x 20 four fifths, at 32 x 64 and beyond more (results/reference/epyc-avx2-2-cores/pytorch-threads).
     */
    private static final long SMALL_NETWORK = 2048;

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public String summary() {
        return "PyTorch's LSTM through DJL: the same networks, weights and steps";
    }

    @Override
    public Set<Backend> backends() {
        return CAPABILITIES.backends();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return CAPABILITIES.refusal(name(), network);
    }

    /** Threads of OpenMP, with which PyTorch works; cuDNN rounds to TF32 by PyTorch's default, and here to nothing. */
    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        long size = (long) network.how().batch() * network.net().hidden();
        int threads = network.where().threads().orElse(size < SMALL_NETWORK ? 1 : host.cores());
        String text = Integer.toString(threads);
        return new Launch(
                List.of(),
                Map.of("OMP_NUM_THREADS", text, "MKL_NUM_THREADS", text, "NVIDIA_TF32_OVERRIDE", "0"),
                threads);
    }

    @Override
    public List<String> variables() {
        return List.of(
                "OMP_",
                "GOMP_",
                "KMP_",
                "MKL_",
                "DNNL_",
                "ONEDNN_",
                "ATEN_",
                "TORCH_",
                "PYTORCH_",
                "DJL_",
                "ENGINE_",
                "LIBSTDCXX_LIBRARY_PATH",
                "CUDNN_",
                "CUBLAS_",
                "NVIDIA_TF32_OVERRIDE",
                "CUDA_LAUNCH_BLOCKING");
    }

    @Override
    public Optional<String> problem() {
        return PyTorch.problem();
    }

    @Override
    public Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        return new PyTorchEngine(name(), network, weights);
    }
}
