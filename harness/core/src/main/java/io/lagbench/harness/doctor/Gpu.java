package io.lagbench.harness.doctor;

/**
 * An NVIDIA device as nvidia-smi shows it.
 *
 * @param index as nvidia-smi counts
 * @param computeCapability for example {@code 8.6}; null where the driver does not tell
 */
public record Gpu(int index, String name, String computeCapability, long memoryMb) {}
