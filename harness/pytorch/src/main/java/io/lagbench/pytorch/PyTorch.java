package io.lagbench.pytorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.lagbench.engine.Backend;
import io.lagbench.engine.UnsupportedWorkloadException;
import java.util.Optional;

/** PyTorch in this process. */
final class PyTorch {
    private static final String ENGINE = "PyTorch";

    /** Has DJL download nothing: what is not in this build is missing, and said to be. */
    private static final String OFFLINE = "ai.djl.offline";

    private PyTorch() {}

    /** Why it cannot be used, in one line; empty if it can. Loads native libraries. */
    static Optional<String> problem() {
        try (NDManager manager = newManager(Device.cpu())) {
            float sum = manager.create(new float[] {1, 2}).sum().getFloat();
            return sum == 3 ? Optional.empty() : Optional.of("PyTorch adds 1 and 2 to " + sum);
        } catch (RuntimeException | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of("PyTorch does not load: "
                    + String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
        }
    }

    /**
     * Where a backend's networks are.
     *
     * @throws UnsupportedWorkloadException if this build of PyTorch finds no device
     */
    static Device device(Backend backend) {
        if (backend == Backend.CPU) {
            return Device.cpu();
        }
        engine();
        if (JniUtils.getFeatures().stream().noneMatch(feature -> feature.contains("CUDA"))) {
            throw new UnsupportedWorkloadException(
                    "this build has PyTorch without CUDA; build it with -Dpytorch.native=cu124");
        }
        if (CudaUtils.getGpuCount() == 0) {
            throw new UnsupportedWorkloadException("PyTorch finds no device");
        }
        return Device.gpu();
    }

    /** What loaded, with its version. */
    static String description() {
        return "pytorch " + engine().getVersion() + " (DJL " + Engine.getDjlVersion() + ")";
    }

    /** A manager for arrays that are closed with it. */
    static NDManager newManager(Device device) {
        return engine().newBaseManager(device);
    }

    /** The engine, with threads as OpenMP has them, and gradients recorded only where that is asked for. */
    private static Engine engine() {
        System.setProperty(OFFLINE, "true");
        Engine engine = Engine.getEngine(ENGINE);
        JniUtils.setGradMode(false);
        return engine;
    }
}
