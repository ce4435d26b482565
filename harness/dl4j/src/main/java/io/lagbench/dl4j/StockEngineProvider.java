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
import io.lagbench.lstm.memory.Nd4jBackend;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Provider of {@code stock}: DL4J's own LSTM layer, a Java loop of small ND4J operations per time step. */
public final class StockEngineProvider implements EngineProvider {
    private static final Capabilities CAPABILITIES =
            new Capabilities(EnumSet.allOf(Backend.class), EnumSet.allOf(Gate.class), Set.of(Arithmetic.FP32), true);

    @Override
    public String name() {
        return "stock";
    }

    @Override
    public String summary() {
        return "DL4J's own LSTM layer: a Java loop of small operations per time step";
    }

    @Override
    public Set<Backend> backends() {
        return CAPABILITIES.backends();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return CAPABILITIES.refusal(name(), network).or(() -> Dl4jNetworks.unmaskable(name(), network));
    }

    @Override
    public List<String> variables() {
        return Dl4jLaunch.VARIABLES;
    }

    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        return Dl4jLaunch.onOneThread(network, host);
    }

    @Override
    public boolean baseline() {
        return true;
    }

    @Override
    public Optional<String> problem() {
        return Nd4jBackend.problem();
    }

    @Override
    public Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        return new Dl4jEngine(name(), network, weights, Dl4jNetworks.STOCK);
    }
}
