package io.lagbench.harness.engine;

import java.util.Map;

/**
 * What trains, as the running process tells it.
 *
 * @param lstm LSTM implementation, for example {@code stock}
 * @param backend {@code cpu}, {@code cuda} or {@code cuda-offload}
 * @param device the accelerator's name; empty for the host's processor
 * @param engineNative the native library that loaded
 * @param isa instruction set of that library; empty where it does not apply
 * @param threads threads of the native library
 * @param details more, for environment.json
 */
public record EngineDescription(
        String lstm,
        String backend,
        String device,
        String engineNative,
        String isa,
        int threads,
        Map<String, String> details) {}
