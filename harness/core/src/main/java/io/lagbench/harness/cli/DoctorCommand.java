package io.lagbench.harness.cli;

import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.doctor.SystemProbe;
import io.lagbench.harness.run.Host;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Says what will run here and what will not. */
@Command(
        name = "doctor",
        description = "Checks this machine for the backend of this installation, one line a thing, with a remedy.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 the backend can be used, 4 it cannot."})
final class DoctorCommand implements Callable<Integer> {
    private final Installation installation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "cpu, cuda or cuda-offload (default: the one that was built)")
    private String backend;

    @Option(
            names = "--device",
            paramLabel = "N",
            description = "index of the GPU, as nvidia-smi counts (default: the first that is visible)")
    private Integer device;

    @Option(names = "--json", description = "prints JSON (default: ${DEFAULT-VALUE})", defaultValue = "false")
    private boolean json;

    DoctorCommand(Installation installation) {
        this.installation = installation;
    }

    @Override
    public Integer call() {
        String asked = installation.require(backend);
        List<Check> checks = checks(asked, device);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("backend", asked);
            report.put("usable", Doctor.usable(checks));
            report.put("checks", checks);
            out.println(new JsonMapper().writeValueAsString(report));
        } else {
            checks.forEach(check -> out.println(check.line()));
            out.println(Doctor.usable(checks) ? "Backend " + asked + " can be used." : cannot(asked));
        }
        out.flush();
        return Doctor.usable(checks) ? ExitCode.OK : ExitCode.BACKEND_UNUSABLE;
    }

    static List<Check> checks(String backend, Integer device) {
        OptionalInt index = device == null ? OptionalInt.empty() : OptionalInt.of(device);
        return new Doctor(new SystemProbe(Host.probe()), backend, index).checks();
    }

    static String cannot(String backend) {
        return "Backend " + backend + " cannot be used here: see the lines that say FAIL.";
    }
}
