package io.lagbench.engine;

import java.util.Map;

/**
 * What trains, as the running process tells it.
 *
 * @param lstm name of the engine, for example {@code stock}
 * @param backend what it computes on
 * @param device the accelerator's name; empty for the host's processor
 * @param engineNative the native library that loaded
 * @param isa instruction set of that library; empty where it does not apply
 * @param threads threads of the native library
 * @param flushesDenormals whether the layers' arithmetic takes denormal numbers for zero
 * @param details more, for environment.json
 */
public record EngineDescription(
        String lstm,
        Backend backend,
        String device,
        String engineNative,
        String isa,
        int threads,
        boolean flushesDenormals,
        Map<String, String> details) {}
