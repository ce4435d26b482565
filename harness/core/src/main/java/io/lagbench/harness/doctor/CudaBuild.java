package io.lagbench.harness.doctor;

import io.lagbench.engine.Backend;
import java.util.List;
import java.util.Optional;

/**
 * What the CUDA binaries of a build need, and for which devices they hold code. A device of capability x.z runs code made for
 * x.y with y at most z.
 *
 * @param name for people
 * @param leastDriver first version of the driver that runs it
 * @param capabilities what there is machine code for
 * @param libraries shared libraries that the system has to have, or the redistributable jar
 */
record CudaBuild(String name, String leastDriver, List<String> capabilities, List<String> libraries) {

    /** nd4j-cuda-11.6 1.0.0-M2.1, read from its library by a test. It holds no PTX, so nothing newer runs it. */
    static final CudaBuild ND4J = new CudaBuild(
            "nd4j-cuda-11.6",
            "450.80.02",
            List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6"),
            List.of("libcudart.so.11.0", "libcublas.so.11", "libcusolver.so.11", "libcudnn.so.8"));

    /** cuDNN 9.19 for CUDA 13: NVIDIA's support matrix. */
    static final CudaBuild CUDA_13 = new CudaBuild(
            "cuDNN 9 for CUDA 13",
            "580.65.06",
            List.of("7.5", "8.0", "9.0", "10.0", "11.0", "12.0"),
            List.of("libcudart.so.13", "libcublas.so.13", "libcudnn_adv.so.9"));

    /** cuDNN 9.5 for CUDA 12.6: NVIDIA's support matrix. */
    static final CudaBuild CUDA_12 = new CudaBuild(
            "cuDNN 9 for CUDA 12",
            "525.60.13",
            List.of("5.0", "6.0", "7.0", "8.0", "9.0"),
            List.of("libcudart.so.12", "libcublas.so.12", "libcudnn_adv.so.9"));

    /** The CUDA binaries of a backend; empty for the CPU's. */
    static Optional<CudaBuild> of(Backend backend, List<String> jars) {
        return switch (backend) {
            case CUDA -> Optional.of(ND4J);
            case CUDA_OFFLOAD ->
                Optional.of(jars.stream().anyMatch(jar -> jar.startsWith("cuda-12.")) ? CUDA_12 : CUDA_13);
            case CPU -> Optional.empty();
        };
    }

    /** Whether there is code that a device of this capability can run. */
    boolean runsOn(String capability) {
        int[] device = numbers(capability);
        return capabilities.stream()
                .map(CudaBuild::numbers)
                .anyMatch(code -> code[0] == device[0] && code[1] <= device[1]);
    }

    /** Whether a driver is at least as new as needed. */
    boolean runsWith(String driver) {
        int[] least = numbers(leastDriver);
        int[] found = numbers(driver);
        for (int i = 0; i < Math.min(least.length, found.length); i++) {
            if (least[i] != found[i]) {
                return found[i] > least[i];
            }
        }
        return true;
    }

    private static int[] numbers(String version) {
        return java.util.Arrays.stream(version.split("[.]"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
