package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.execute.EngineProbe;
import io.lagbench.harness.execute.ForkedEngineProbe;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.session.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Machine machine;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DeviceOptions options;

    @Option(names = "--json", description = "prints JSON (default: ${DEFAULT-VALUE})", defaultValue = "false")
    private boolean json;

    @Option(
            names = ForkedEngineProbe.CONFORMANCE,
            description = "checks every kernel on 100 shapes in place of 12 small ones, a minute or two (default:"
                    + " ${DEFAULT-VALUE})",
            defaultValue = "false")
    private boolean conformance;

    DoctorCommand(Installation installation, Machine machine) {
        this.installation = installation;
        this.machine = machine;
    }

    @Override
    public Integer call() {
        Backend asked = options.backend(installation);
        List<Check> checks = checks(asked);
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

    /** All checks; where libraries have no place, that alone: neither the hardware nor an engine can be asked without. */
    private List<Check> checks(Backend backend) {
        Optional<Check> folder = Doctor.folder(machine.folders().problem());
        if (folder.isPresent()) {
            return List.of(folder.get());
        }
        machine.announceFirstUse(spec.commandLine().getErr());
        Host host = machine.observation().apply(machine.probe().get());
        List<Check> checks =
                new ArrayList<>(options.doctor(installation, machine, host).checks());
        if (Doctor.usable(checks)) {
            List<String> engines = Engines.all().stream()
                    .filter(engine -> engine.backends().contains(backend))
                    .map(EngineProvider::name)
                    .toList();
            EngineProbe probe = machine.engines().of(host, options.device(machine.environment()), backend);
            checks.add(Doctor.engines(
                    conformance ? probe.conformanceProblems(engines) : probe.problems(engines),
                    Engines.ofDevice(backend)));
        }
        return checks;
    }

    static String cannot(Backend backend) {
        return "Backend " + backend + " cannot be used here: see the lines that say FAIL.";
    }
}
