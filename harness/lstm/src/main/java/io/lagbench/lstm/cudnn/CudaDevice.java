package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaDeviceGetPCIBusId;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceProperties;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.nvml.NVML_SUCCESS;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetHandleByPciBusId_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMemoryInfo;
import static org.bytedeco.cuda.global.nvml.nvmlInit_v2;

import java.util.Optional;
import java.util.OptionalLong;
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
    private static final int PCI_ID_BYTES = 32;

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
        if (Cuda.loadProblem("NVML", () -> Loader.load(nvml.class)).isPresent() || nvmlInit_v2() != NVML_SUCCESS) {
            return OptionalLong.empty();
        }
        try (BytePointer bus = new BytePointer(PCI_ID_BYTES);
                nvmlDevice_st device = new nvmlDevice_st();
                nvmlMemory_t memory = new nvmlMemory_t()) {
            Cuda.check("cudaDeviceGetPCIBusId", cudaDeviceGetPCIBusId(bus, PCI_ID_BYTES, 0));
            return nvmlDeviceGetHandleByPciBusId_v2(bus, device) == NVML_SUCCESS
                            && nvmlDeviceGetMemoryInfo(device, memory) == NVML_SUCCESS
                    ? OptionalLong.of(memory.used())
                    : OptionalLong.empty();
        }
    }
}
