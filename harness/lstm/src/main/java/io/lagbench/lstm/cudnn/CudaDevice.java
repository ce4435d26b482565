package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaDeviceGetPCIBusId;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceProperties;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.nvml.NVML_CLOCK_MEM;
import static org.bytedeco.cuda.global.nvml.NVML_CLOCK_SM;
import static org.bytedeco.cuda.global.nvml.NVML_SUCCESS;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetHandleByPciBusId_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMaxClockInfo;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMemoryInfo;
import static org.bytedeco.cuda.global.nvml.nvmlInit_v2;
import static org.bytedeco.cuda.global.nvml.nvmlSystemGetDriverVersion;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvml;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.SizeTPointer;

/** The first visible CUDA device. */
public final class CudaDevice {
    private static final int TEXT_BYTES = 96;
    private static final long BYTES_PER_MB = 1_000_000;

    private CudaDevice() {}

    /** Why there is none that can be used in this process, in one line; empty if there is one. Loads the CUDA runtime. */
    public static Optional<String> unavailable() {
        Optional<String> problem = Cuda.loadProblem("the CUDA runtime", () -> Loader.load(cudart.class));
        if (problem.isPresent()) {
            return problem;
        }
        int[] count = new int[1];
        int error = cudaGetDeviceCount(count);
        if (error != cudart.cudaSuccess) {
            return Optional.of(
                    "no CUDA device can be used: " + cudaGetErrorString(error).getString());
        }
        return count[0] > 0 ? Optional.empty() : Optional.of("no CUDA device is visible");
    }

    /** Its name and compute capability, for example {@code NVIDIA A100-SXM4-40GB (8.0)}. */
    public static String name() {
        try (cudaDeviceProp properties = new cudaDeviceProp()) {
            Cuda.check("cudaGetDeviceProperties", cudaGetDeviceProperties(properties, 0));
            return properties.name().getString() + " (" + properties.major() + "." + properties.minor() + ")";
        }
    }

    /** Driver, memory and fastest clocks, by name, for people to read; without what NVML does not answer. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            Cuda.check("cudaMemGetInfo", cudaMemGetInfo(free, total));
            facts.put("device_memory_mb", Long.toString(total.get() / BYTES_PER_MB));
        }
        askNvml(device -> {
            byte[] driver = new byte[TEXT_BYTES];
            if (nvmlSystemGetDriverVersion(driver, TEXT_BYTES) == NVML_SUCCESS) {
                facts.put("device_driver", new String(driver, StandardCharsets.US_ASCII).trim());
            }
            int[] clock = new int[1];
            if (nvmlDeviceGetMaxClockInfo(device, NVML_CLOCK_SM, clock) == NVML_SUCCESS) {
                facts.put("device_max_sm_mhz", Integer.toString(clock[0]));
            }
            if (nvmlDeviceGetMaxClockInfo(device, NVML_CLOCK_MEM, clock) == NVML_SUCCESS) {
                facts.put("device_max_memory_mhz", Integer.toString(clock[0]));
            }
        });
        return facts;
    }

    /** Bytes free on the device. */
    static long freeBytes() {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            Cuda.check("cudaMemGetInfo", cudaMemGetInfo(free, total));
            return free.get();
        }
    }

    /** Bytes in use on the device by all processes; empty where NVML does not answer. */
    public static OptionalLong bytesInUse() {
        AtomicReference<OptionalLong> bytes = new AtomicReference<>(OptionalLong.empty());
        askNvml(device -> {
            try (nvmlMemory_t memory = new nvmlMemory_t()) {
                if (nvmlDeviceGetMemoryInfo(device, memory) == NVML_SUCCESS) {
                    bytes.set(OptionalLong.of(memory.used()));
                }
            }
        });
        return bytes.get();
    }

    /** Asks NVML about the device, where it answers. */
    private static void askNvml(Consumer<nvmlDevice_st> question) {
        if (Cuda.loadProblem("NVML", () -> Loader.load(nvml.class)).isPresent() || nvmlInit_v2() != NVML_SUCCESS) {
            return;
        }
        try (BytePointer bus = new BytePointer(TEXT_BYTES);
                nvmlDevice_st device = new nvmlDevice_st()) {
            Cuda.check("cudaDeviceGetPCIBusId", cudaDeviceGetPCIBusId(bus, TEXT_BYTES, 0));
            if (nvmlDeviceGetHandleByPciBusId_v2(bus, device) == NVML_SUCCESS) {
                question.accept(device);
            }
        }
    }
}
