package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.doctor.SystemProbe;
import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.SteeringVariables;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import java.util.Map;
import java.util.Optional;
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
            description = "index of the GPU, as nvidia-smi counts, or among those that CUDA_VISIBLE_DEVICES lists"
                    + " (default: the first that is visible)")
    private Integer device;

    /**
     * The backend to use.
     *
     * @throws BackendUnusableException if another was built
     */
    Backend backend(Installation installation) {
        return installation.require(backend);
    }

    /**
     * The device asked for, as CUDA_VISIBLE_DEVICES names it; empty for none in particular.
     *
     * @param environment of this process: where that variable is set, as by a scheduler, its list is all there is
     * @throws ConfigurationException if the list has no such device
     */
    Optional<String> device(Map<String, String> environment) {
        if (device == null) {
            return Optional.empty();
        }
        String list = environment.get(SteeringVariables.VISIBLE_DEVICES);
        if (list == null) {
            return Optional.of(device.toString());
        }
        String[] names = list.isBlank() ? new String[0] : list.split(",");
        if (device < 0 || device >= names.length) {
            throw new ConfigurationException("--device " + device + ": " + SteeringVariables.VISIBLE_DEVICES + " lists "
                    + names.length + " devices (" + list + "); allowed: "
                    + (names.length == 0 ? "none" : "0 to " + (names.length - 1)));
        }
        return Optional.of(names[device].strip());
    }

    /** Who looks at a machine for the backend to use. */
    Doctor doctor(Installation installation, Machine machine, Host host) {
        SystemProbe probe = new SystemProbe(host, machine.folders(), machine.environment(), Fork.steeringVariables());
        return new Doctor(probe, backend(installation), device(machine.environment()));
    }
}
