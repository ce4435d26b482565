package io.lagbench.engine;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an engine can do, for {@link EngineProvider#unsupported}.
 *
 * @param backends backends
 * @param gates gate activations
 * @param maths arithmetics
 * @param controls whether models other than the LSTM
 */
public record Capabilities(Set<Backend> backends, Set<Gate> gates, Set<Arithmetic> maths, boolean controls) {

    /** Why an engine of this name cannot do a network, in one line; empty if it can. */
    public Optional<String> refusal(String engine, NetworkSpec network) {
        return Stream.of(
                        refusal(engine, "backend", network.where().backend(), backends),
                        refusal(engine, "gate", network.net().gate(), gates),
                        refusal(engine, "math", network.where().math(), maths),
                        Optional.of(network.net().model())
                                .filter(Predicate.not(Model::isLstm))
                                .filter(model -> !controls)
                                .map(model -> text(engine, "model", model.name(), Model.LSTM)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static <T extends Enum<T>> Optional<String> refusal(String engine, String key, T value, Set<T> supported) {
        return supported.contains(value)
                ? Optional.empty()
                : Optional.of(text(
                        engine,
                        key,
                        value.toString(),
                        supported.stream().sorted().map(Enum::toString).collect(Collectors.joining(", "))));
    }

    /** That an engine cannot do what a key asks for, and what it can, in one line. */
    public static String text(String engine, String key, String value, String supported) {
        return "lstm " + engine + " does not support " + key + " " + value + "; supported: " + supported;
    }
}
