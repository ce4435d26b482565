package io.lagbench.dl4j;

import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.engine.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the JVM of DL4J needs: off-heap limits, the native library, threads. Arrays are off-heap. */
final class Dl4jLaunch {
    /** Networks with batch x hidden below this train as fast on one thread; measured, see results/README.md. */
    private static final long SMALL_NETWORK = 3072;

    /** Sequences that one thread of the kernel in Java computes side by side. */
    private static final int GROUP = 16;

    /** Variables of OpenMP, the libraries of linear algebra, oneDNN, ND4J and libnd4j, and CUDA's that change what it computes. */
    static final List<String> VARIABLES = List.of(
            "OMP_",
            "GOMP_",
            "KMP_",
            "LIBOMP_",
            "OPENBLAS_",
            "GOTO_",
            "BLIS_",
            "MKL_",
            "VECLIB_",
            "DNNL_",
            "ONEDNN_",
            "MKLDNN_",
            "ND4J_",
            "SD_",
            "BACKEND_PRIORITY_",
            "DL4J_",
            "CUDNN_",
            "CUBLAS_",
            "CUBLASLT_",
            "NVIDIA_TF32_OVERRIDE",
            "CUDA_LAUNCH_BLOCKING",
            "INTEL_LIBITTNOTIFY",
            "INTEL_JIT_PROFILER");

    private Dl4jLaunch() {}

    /**
     * For DL4J's own layer: it calls operations too small to share and is no faster on two threads at any size tried.
     */
    static Launch onOneThread(NetworkSpec network, HostFacts host) {
        return launch(network, host, 1);
    }

    /** For fused layers: all cores unless the network is small. */
    static Launch onAllCores(NetworkSpec network, HostFacts host) {
        long size = (long) network.how().batch() * network.net().hidden();
        return launch(network, host, size < SMALL_NETWORK ? 1 : host.cores());
    }

    /**
     * For the kernel in Java: a core for each group of sequences, of which there are 16 on the widest vectors; with the memory of
     * a vector on a line of the cache.
     */
    static Launch onGroups(NetworkSpec network, HostFacts host) {
        int groups = (network.how().batch() + GROUP - 1) / GROUP;
        Launch launch = launch(network, host, Math.min(groups, host.cores()));
        List<String> flags = new ArrayList<>(launch.jvmFlags());
        flags.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"));
        return new Launch(flags, launch.environment(), launch.threads());
    }

    private static Launch launch(NetworkSpec network, HostFacts host, int chosen) {
        int threads = network.where().threads().orElse(chosen);
        String text = Integer.toString(threads);
        long offHeapMb = (long) (host.memoryMb() / 2);
        long physicalMb = (long) (host.memoryMb() * 3 / 4);
        return new Launch(
                List.of(
                        "-Dorg.bytedeco.javacpp.maxbytes=" + offHeapMb + "m",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (host.memoryGuarded() ? "0" : physicalMb + "m"),
                        "-Dorg.deeplearning4j.crash.reporting.enabled=false",
                        "-Dorg.bytedeco.javacpp.platform.extension=" + nativeExtension(host)),
                Map.of("OMP_NUM_THREADS", text, "OPENBLAS_NUM_THREADS", text, "MKL_NUM_THREADS", text),
                threads);
    }

    /** The best native library that is on the class path and that the processor can run. */
    private static String nativeExtension(HostFacts host) {
        for (String isa : List.of("avx512", "avx2")) {
            if (host.isas().contains(isa) && host.jars().stream().anyMatch(jar -> jar.endsWith("-" + isa + ".jar"))) {
                return "-" + isa;
            }
        }
        return "";
    }
}
