package io.lagbench.harness.probe;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Energy of an NVIDIA device, by whatever runs on it: {@code nvmlDeviceGetTotalEnergyConsumption}, in millijoules since the
 * driver was loaded (NVML API reference; Volta and newer).
 */
final class NvmlCounter implements EnergyCounter {
    private static final double JOULES_PER_MILLIJOULE = 1e-3;

    /** What Linux has where the driver is loaded. */
    private static final Path DRIVER = Path.of("/dev/nvidiactl");

    private static final String NO_DRIVER = "there is no NVIDIA driver on this system";

    private final Device device;
    private final Optional<String> unavailable;

    /** What NVML tells of one device. */
    @FunctionalInterface
    interface Device {
        /**
         * The energy counter.
         *
         * @throws NvmlException if the driver does not tell
         */
        long millijoules() throws NvmlException;
    }

    /** A call that failed; the message names it and its status. */
    static final class NvmlException extends Exception {
        private static final long serialVersionUID = 1L;

        NvmlException(String message) {
            super(message);
        }
    }

    /**
     * The device that a trial sees first.
     *
     * @param visible value of CUDA_VISIBLE_DEVICES; null where it is not set
     * @param order value of CUDA_DEVICE_ORDER; null where it is not set
     */
    static NvmlCounter ofFirstVisible(String visible, String order) {
        if (!Files.exists(DRIVER)) {
            return new NvmlCounter(NO_DRIVER); // looking for the library would cost every trial a tenth of a second
        }
        try {
            return new NvmlCounter(open(visible, order));
        } catch (NvmlException e) {
            return new NvmlCounter(e.getMessage());
        } catch (UnsatisfiedLinkError e) {
            return new NvmlCounter(NO_DRIVER);
        }
    }

    NvmlCounter(Device device) {
        this.device = device;
        Optional<String> problem = Optional.empty();
        try {
            device.millijoules();
        } catch (NvmlException e) {
            problem = Optional.of(e.getMessage());
        }
        this.unavailable = problem;
    }

    private NvmlCounter(String problem) {
        this.device = () -> {
            throw new NvmlException(problem);
        };
        this.unavailable = Optional.of(problem);
    }

    private static Device open(String visible, String order) throws NvmlException {
        NativeLibrary nvml = NativeLibrary.getInstance("libnvidia-ml.so.1");
        call(nvml, "nvmlInit_v2");
        PointerByReference handle = new PointerByReference();
        String first = visible == null ? "0" : visible.split(",")[0].strip();
        if (first.matches("\\d{1,6}")) {
            IntByReference devices = new IntByReference();
            call(nvml, "nvmlDeviceGetCount_v2", devices);
            if (devices.getValue() > 1 && !"PCI_BUS_ID".equals(order)) { // CUDA counts them by speed then
                throw new NvmlException("which of " + devices.getValue()
                        + " devices trains is known only with --device, or CUDA_DEVICE_ORDER=PCI_BUS_ID");
            }
            call(nvml, "nvmlDeviceGetHandleByIndex_v2", Integer.parseInt(first), handle);
        } else {
            call(nvml, "nvmlDeviceGetHandleByUUID", first, handle);
        }
        return () -> {
            LongByReference energy = new LongByReference();
            call(nvml, "nvmlDeviceGetTotalEnergyConsumption", handle.getValue(), energy);
            return energy.getValue();
        };
    }

    private static void call(NativeLibrary nvml, String function, Object... arguments) throws NvmlException {
        int status = nvml.getFunction(function).invokeInt(arguments);
        if (status != 0) {
            throw new NvmlException(function + " of NVML answers " + status);
        }
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public double joules() {
        try {
            return device.millijoules() * JOULES_PER_MILLIJOULE;
        } catch (NvmlException e) {
            return Double.NaN; // not available is a value of this column
        }
    }
}
