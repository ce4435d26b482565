package io.lagbench.harness.cli;

import io.lagbench.engine.Engines;
import io.lagbench.harness.plan.EngineKeys;
import io.lagbench.harness.plan.Keys;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
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
            List<Line> lines = lines(kind);
            if (raw) {
                lines.stream().map(Line::name).distinct().forEach(out::println);
                continue;
            }
            out.println(kind + ":");
            int width =
                    lines.stream().mapToInt(line -> line.name.length()).max().orElse(0);
            lines.forEach(
                    line -> out.println("  " + line.name + " ".repeat(width - line.name.length() + 2) + line.text));
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<Line> lines(What kind) {
        return switch (kind) {
            case tasks ->
                Tasks.all().stream()
                        .map(task -> new Line(task.name(), task.summary()))
                        .toList();
            case suites -> {
                SuiteLibrary library = new SuiteLibrary(installation.suites());
                yield library.names().stream()
                        .map(name -> new Line(name, library.find(name).summary()))
                        .toList();
            }
            case keys -> keys();
            case engines ->
                Engines.all().stream()
                        .map(engine -> new Line(engine.name(), engine.summary()))
                        .toList();
        };
    }

    /** Keys of tasks first; one that means different things to different tasks has a line for each meaning. */
    private static List<Line> keys() {
        List<String> names = Tasks.all().stream().map(TaskProvider::name).toList();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(Keys.TASK, "what is learned: " + String.join(", ", names)));
        Map<Line, List<String>> tasks = new LinkedHashMap<>();
        for (TaskProvider task : Tasks.all()) {
            task.settings()
                    .forEach(setting -> tasks.computeIfAbsent(line(setting), line -> new ArrayList<>())
                            .add(task.name()));
        }
        tasks.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().name))
                .forEach(entry -> lines.add(entry.getKey()
                        .with((entry.getValue().size() == 1 ? "task " : "tasks ")
                                + String.join(", ", entry.getValue()))));
        Keys.common().forEach(setting -> lines.add(line(setting)));
        Map<String, Setting> own = EngineKeys.all();
        EngineKeys.owners()
                .forEach((key, engines) -> lines.add(line(own.get(key)).with("lstm " + String.join(", ", engines))));
        return lines;
    }

    /** A name and what it stands for. */
    private record Line(String name, String text) {

        Line with(String owner) {
            return new Line(name, text + "; " + owner);
        }
    }

    private static Line line(Setting setting) {
        return new Line(setting.key(), text(setting));
    }

    private static String text(Setting setting) {
        String standard = setting.defaultText().isEmpty() ? "" : " (default: " + setting.defaultText() + ")";
        return setting.summary() + "; " + setting.allowed() + standard;
    }
}
