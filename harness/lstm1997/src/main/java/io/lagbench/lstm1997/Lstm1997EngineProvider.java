package io.lagbench.lstm1997;

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
import io.lagbench.workloads.Setting;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Provider of {@code lstm1997}: the memory cells of Hochreiter and Schmidhuber 1997, trained by their truncated gradient, and the plain
 * recurrent nets that the paper holds them against. Neither is what the other engines compute.
 */
public final class Lstm1997EngineProvider implements EngineProvider {
    private static final Capabilities CAPABILITIES =
            new Capabilities(EnumSet.allOf(Backend.class), Set.of(Gate.SIGMOID), Set.of(Arithmetic.FP32), true);

    @Override
    public String name() {
        return "lstm1997";
    }

    @Override
    public String summary() {
        return "the memory cells of the 1997 paper, without forget gate, and their truncated gradient, in plain Java";
    }

    @Override
    public List<Setting> settings() {
        return CellKeys.settings();
    }

    @Override
    public Set<Backend> backends() {
        return CAPABILITIES.backends();
    }

    @Override
    public boolean ownCell() {
        return true;
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return CAPABILITIES
                .refusal(name(), network)
                .or(() -> refuse(
                        "model",
                        network.net().model().name(),
                        !network.net().model().recurrent(),
                        "lstm, simple-rnn"))
                .or(() -> refuse("layers", network.net().layers(), network.net().layers() > 1, "1"))
                .or(() -> refuse(
                        "regime",
                        network.how().regime().name(),
                        network.how().regime().segment() > 0,
                        "full, whose gradient the cells truncate by themselves"))
                .or(() -> refuse(
                        "clip",
                        network.how().clip(),
                        Double.isFinite(network.how().clip()),
                        "none"))
                .or(() -> refuse(
                        "init",
                        network.how().init().name(),
                        !network.how().init().isEnginesOwn(),
                        "default, with keys of its own"))
                .or(() -> refuse(
                        "threads",
                        network.where().threads().orElse(1),
                        network.where().threads().orElse(1) > 1,
                        "auto, 1"))
                .or(() -> new CellKeys(network)
                        .misfit()
                        .flatMap(misfit -> refuse(misfit.key(), misfit.value(), true, misfit.supported())));
    }

    private Optional<String> refuse(String key, Object value, boolean refused, String supported) {
        return refused ? Optional.of(Capabilities.text(name(), key, value.toString(), supported)) : Optional.empty();
    }

    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        return new Launch(List.of(), Map.of(), 1);
    }

    @Override
    public Optional<String> problem() {
        return FusedMultiplyAdd.isAnInstruction()
                ? Optional.empty()
                : Optional.of("lstm " + name()
                        + " needs a processor with fused multiply-add (AVX2 or 64-bit ARM) that Java may use:"
                        + " without, a step takes some thousand times as long");
    }

    @Override
    public Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        return new Lstm1997Engine(name(), network, weights);
    }
}
