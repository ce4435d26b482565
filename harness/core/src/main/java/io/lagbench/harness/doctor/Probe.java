package io.lagbench.harness.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** What the doctor looks at; tests put a machine of their own behind it. */
public interface Probe {

    /** Java's feature version, for example 17. */
    int javaVersion();

    /** {@code linux}, {@code windows}, {@code macosx}, as JavaCPP names it, with the processor: {@code linux-x86_64}. */
    String platform();

    /** Processors that this process may use. */
    int logicalCores();

    /** Processors' worth of time that a control group grants; empty without a limit. */
    OptionalDouble cpuQuota();

    /** Instruction sets that matter here and that the processor has: {@code avx2}, {@code avx512}. */
    Set<String> isas();

    /** Memory of the machine or of its control group, whichever is less, in MB. */
    double memoryMb();

    /** Cores that other programs keep busy just now; empty where the system does not tell. */
    OptionalDouble busyCores();

    /** Names of the variables that are set here and that trials do not inherit. */
    List<String> withheld();

    /** Names of the variables that trials inherit although they change what is measured. */
    List<String> suspect();

    /** Frequency governor of the first processor; empty where there is none. */
    Optional<String> governor();

    /** A variable of the environment; empty if it is not set. */
    Optional<String> environment(String name);

    /** Version of the NVIDIA driver; empty without one. */
    Optional<String> driverVersion();

    /** NVIDIA devices, all of them whatever is visible. */
    List<Gpu> gpus();

    /** Whether a shared library of this name can be found. */
    boolean hasLibrary(String name);

    /** Jars on the class path, file names only. */
    List<String> jars();

    /** Bytes free where native libraries are unpacked; empty if not known. */
    OptionalLong cacheBytesFree();
}
