package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Gate;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.lstm.KernelKind;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code cudnn}: the same layer in one call of cuDNN, on the first visible device. */
public final class CuDnnEngineProvider extends FusedEngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public CuDnnEngineProvider() {
        super(
                "cudnn",
                "the same layer in one call of cuDNN; backends cuda and cuda-offload, sigmoid gates only",
                new Capabilities(
                        Set.of(Backend.CUDA, Backend.CUDA_OFFLOAD),
                        Set.of(Gate.SIGMOID),
                        Set.of(Arithmetic.FP32, Arithmetic.TF32),
                        false));
    }

    @Override
    KernelKind kernel(Arithmetic math) {
        return math == Arithmetic.TF32 ? KernelKind.CUDNN_TF32 : KernelKind.CUDNN;
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return super.unsupported(network).or(() -> unmaskable(network));
    }

    /** Where all arrays are on the device, the output layer is DL4J's own. */
    private Optional<String> unmaskable(NetworkSpec network) {
        return network.where().backend() == Backend.CUDA ? Dl4jNetworks.unmaskable(name(), network) : Optional.empty();
    }

    @Override
    public int speed() {
        return 2;
    }
}
