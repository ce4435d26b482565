package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Gate;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.lstm.KernelKind;
import java.util.Set;

/** Provider of {@code simd}: the same layer in one call of a kernel in Java, for small networks. */
public final class SimdEngineProvider extends FusedEngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SimdEngineProvider() {
        super(
                "simd",
                "the same layer in one call of a kernel on Java's Vector API, for small networks; sigmoid gates only",
                new Capabilities(
                        Set.of(Backend.CPU, Backend.CUDA_OFFLOAD),
                        Set.of(Gate.SIGMOID),
                        Set.of(Arithmetic.FP32),
                        false));
    }

    @Override
    KernelKind kernel(Arithmetic math) {
        return KernelKind.SIMD;
    }

    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        return Dl4jLaunch.onGroups(network, host);
    }
}
