package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Gate;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.lstm.KernelKind;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Provider of {@code cudnn}: the same layer in one call of cuDNN, on the first visible device. */
public final class CuDnnEngineProvider extends FusedEngineProvider {
    private static final String AUTO = "auto";

    private static final Setting ALGORITHM = Setting.choice(
            "cudnn-algo",
            Stream.concat(
                            Stream.of(AUTO),
                            KernelKind.CUDNN.variants().stream().map(each -> each.toLowerCase(Locale.ROOT)))
                    .toList(),
            AUTO,
            "algorithm of cuDNN; auto: the fastest, measured once for each shape; engine_native has the one that was taken for"
                    + " training, standard where cuDNN lacks the other");

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
    KernelKind kernel(NetworkSpec network) {
        KernelKind kind = super.kernel(network);
        Settings own = network.where().own();
        String algorithm = own.has(ALGORITHM.key()) ? own.text(ALGORITHM.key()) : AUTO;
        return algorithm.equals(AUTO) ? kind : kind.by(algorithm);
    }

    @Override
    public List<Setting> settings() {
        return List.of(ALGORITHM);
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
