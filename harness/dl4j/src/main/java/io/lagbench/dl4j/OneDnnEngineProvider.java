package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Gate;
import io.lagbench.lstm.KernelKind;
import java.util.Set;

/** Provider of {@code onednn}: the same layer with its arithmetic in one call of oneDNN. */
public final class OneDnnEngineProvider extends FusedEngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public OneDnnEngineProvider() {
        super(
                "onednn",
                "the same layer in one call of oneDNN; sigmoid gates only",
                new Capabilities(
                        Set.of(Backend.CPU, Backend.CUDA_OFFLOAD),
                        Set.of(Gate.SIGMOID),
                        Set.of(Arithmetic.FP32),
                        false));
    }

    @Override
    KernelKind kernel(Arithmetic math) {
        return KernelKind.ONEDNN;
    }
}
