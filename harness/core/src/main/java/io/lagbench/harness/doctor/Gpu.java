package io.lagbench.harness.doctor;

/**
 * An NVIDIA device as nvidia-smi shows it.
 *
 * @param index as nvidia-smi counts
 * @param uuid name that stays the same wherever the device is seen
 * @param computeCapability for example {@code 8.6}; null where the driver does not tell
 */
public record Gpu(int index, String uuid, String name, String computeCapability, long memoryMb) {}
