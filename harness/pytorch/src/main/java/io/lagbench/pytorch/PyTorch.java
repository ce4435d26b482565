package io.lagbench.pytorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.lagbench.engine.Backend;
import io.lagbench.engine.UnsupportedWorkloadException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** PyTorch in this process. */
final class PyTorch {
    private static final String ENGINE = "PyTorch";

    /** Has DJL download nothing: what is not in this build is missing, and said to be. */
    private static final String OFFLINE = "ai.djl.offline";

    /** What each of DJL's artifacts with native libraries says of itself. */
    private static final String NATIVES = "native/lib/pytorch.properties";

    private static boolean checked;
    private static boolean withoutOneDnn;

    private PyTorch() {}

    /** Why it cannot be used, in one line; empty if it can. Loads native libraries. */
    static Optional<String> problem() {
        Optional<String> missing = missingNatives(PyTorch.class.getClassLoader());
        if (missing.isPresent()) {
            return missing;
        }
        try {
            engine();
            return Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of("PyTorch does not work: "
                    + String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
        }
    }

    /** Says so where there are native libraries for other platforms than this one only, or none. */
    static Optional<String> missingNatives(ClassLoader loader) {
        String needed = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        List<String> platforms = new ArrayList<>();
        try {
            for (URL url : Collections.list(loader.getResources(NATIVES))) {
                Properties properties = new Properties();
                try (InputStream in = url.openStream()) {
                    properties.load(in);
                }
                platforms.add(properties.getProperty("classifier"));
            }
        } catch (IOException e) {
            return Optional.of(NATIVES + " cannot be read: " + e.getMessage());
        }
        if (platforms.contains(needed)) {
            return Optional.empty();
        }
        return Optional.of("this build has PyTorch's native libraries for "
                + (platforms.isEmpty() ? "no platform" : String.join(", ", platforms)) + ", this machine is " + needed
                + "; build it with -Dpytorch.native.platform=" + needed);
    }

    /** A platform as DJL names it. */
    static String platform(String osName, String arch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "osx" : name.startsWith("win") ? "win" : "linux";
        return system + "-" + (arch.equals("amd64") ? "x86_64" : arch);
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

    /** What loaded, with its version, and whether it goes without oneDNN. */
    static String description() {
        return "pytorch " + engine().getVersion() + " (DJL " + Engine.getDjlVersion() + ")"
                + (withoutOneDnn ? ", oneDNN off: its LSTM is wrong here" : "");
    }

    /** A manager for arrays that are closed with it. */
    static NDManager newManager(Device device) {
        return engine().newBaseManager(device);
    }

    /**
     * The engine, with threads as OpenMP has them, and gradients recorded only where that is asked for. The first call has it compute a
     * small LSTM, and turns oneDNN off if that is wrong.
     *
     * @throws IllegalStateException if natives are missing, or the LSTM is wrong without oneDNN, too
     */
    private static synchronized Engine engine() {
        missingNatives(PyTorch.class.getClassLoader()).ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
        System.setProperty(OFFLINE, "true");
        Engine engine = Engine.getEngine(ENGINE);
        JniUtils.setGradMode(false);
        if (!checked) {
            withoutOneDnn = OneDnn.turnOffIfWrong(engine);
            checked = true;
        }
        return engine;
    }
}
