package io.lagbench.harness.engine;

import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.OneDnnLstmKernel;

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
    public Engine create(NetworkSpec network, long seed) {
        OneDnnLstmKernel.unavailable().ifPresent(reason -> {
            throw new UnsupportedWorkloadException(reason);
        });
        if (!network.gate().equals("sigmoid")) {
            throw new UnsupportedWorkloadException(
                    "lstm onednn does not support gate " + network.gate() + "; supported: sigmoid");
        }
        return new Dl4jEngine(lstm(), network, seed, (stock, regime) -> FusedLSTM.of(stock));
    }
}
