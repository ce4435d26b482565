package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.host.Host;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private DeviceOptions options;

    @Option(names = "--json", description = "prints JSON (default: ${DEFAULT-VALUE})", defaultValue = "false")
    private boolean json;

    DoctorCommand(Installation installation) {
        this.installation = installation;
    }

    @Override
    public Integer call() {
        Backend asked = options.backend(installation);
        List<Check> checks = options.checks(installation, Host.probe());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("backend", asked.label());
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

    static String cannot(Backend backend) {
        return "Backend " + backend + " cannot be used here: see the lines that say FAIL.";
    }
}
