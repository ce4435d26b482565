package io.lagbench.harness.cli;

import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.harness.plan.EngineKeys;
import io.lagbench.harness.plan.Keys;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what there is to run and to set. */
@Command(
        name = "list",
        description = "Lists tasks, suites, keys for --set, and engines.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    private final Installation installation;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES} (default: all)")
    private What what;

    @Option(names = "--raw", description = "names only, one a line (default: ${DEFAULT-VALUE})", defaultValue = "false")
    private boolean raw;

    /** What can be listed. */
    enum What {
        tasks,
        suites,
        keys,
        engines
    }

    ListCommand(Installation installation) {
        this.installation = installation;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (What kind : what == null ? What.values() : new What[] {what}) {
            Map<String, String> entries = entries(kind);
            if (raw) {
                entries.keySet().forEach(out::println);
                continue;
            }
            out.println(kind + ":");
            int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
            entries.forEach((name, text) -> out.println("  " + name + " ".repeat(width - name.length() + 2) + text));
        }
        out.flush();
        return ExitCode.OK;
    }

    private Map<String, String> entries(What kind) {
        Map<String, String> entries = new LinkedHashMap<>();
        switch (kind) {
            case tasks -> Tasks.all().forEach(task -> entries.put(task.name(), task.summary()));
            case suites -> {
                SuiteLibrary library = new SuiteLibrary(installation.suites());
                library.names()
                        .forEach(name -> entries.put(name, library.find(name).summary()));
            }
            case keys -> {
                entries.put(
                        Keys.TASK,
                        "what is learned: "
                                + String.join(
                                        ", ",
                                        Tasks.all().stream()
                                                .map(TaskProvider::name)
                                                .toList()));
                for (TaskProvider task : Tasks.all()) {
                    task.settings()
                            .forEach(setting -> entries.put(setting.key(), text(setting) + "; task " + task.name()));
                }
                Keys.common().forEach(setting -> entries.put(setting.key(), text(setting)));
                Map<String, Setting> own = EngineKeys.all();
                EngineKeys.owners()
                        .forEach((key, engines) ->
                                entries.put(key, text(own.get(key)) + "; lstm " + String.join(", ", engines)));
            }
            case engines -> {
                for (EngineProvider engine : Engines.all()) {
                    entries.put(engine.name(), engine.summary());
                }
            }
            default -> throw new IllegalStateException("unreachable: " + kind);
        }
        return entries;
    }

    private static String text(Setting setting) {
        String standard = setting.defaultText().isEmpty() ? "" : " (default: " + setting.defaultText() + ")";
        return setting.summary() + "; " + setting.allowed() + standard;
    }
}
