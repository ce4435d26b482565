package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.doctor.SystemProbe;
import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.plan.BackendUnusableException;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The options that say what to compute on. */
final class DeviceOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "cpu, cuda or cuda-offload; never falls back to another (default: the one that was built)")
    private String backend;

    @Option(
            names = "--device",
            paramLabel = "N",
            description = "index of the GPU, as nvidia-smi counts (default: the first that is visible)")
    private Integer device;

    /**
     * The backend to use.
     *
     * @throws BackendUnusableException if another was built
     */
    Backend backend(Installation installation) {
        return installation.require(backend);
    }

    /** The device asked for; empty for none in particular. */
    OptionalInt device() {
        return device == null ? OptionalInt.empty() : OptionalInt.of(device);
    }

    /** What the doctor says of a machine for the backend to use. */
    List<Check> checks(Installation installation, Machine machine, Host host) {
        SystemProbe probe = new SystemProbe(host, machine.folders(), machine.environment(), Fork.steeringVariables());
        return new Doctor(probe, backend(installation), device()).checks();
    }
}
