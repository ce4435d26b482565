package io.lagbench.harness.cli;

import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Makes the commands, with the installation and the machine for those that need them. */
record CommandFactory(Installation installation, Machine machine) implements CommandLine.IFactory {

    /** That of this process, for what reads commands and runs none, as the generator of manual pages does. */
    CommandFactory() {
        this(Installation.fromSystemProperties(), Main.here());
    }

    private Map<Class<?>, Supplier<?>> commands() {
        RunNames names = new RunNames(installation);
        return Map.of(
                RunCommand.class, () -> new RunCommand(installation, machine),
                PlanCommand.class, () -> new PlanCommand(installation, machine),
                SubmitCommand.class, () -> new SubmitCommand(installation),
                ListCommand.class, () -> new ListCommand(installation),
                DoctorCommand.class, () -> new DoctorCommand(installation, machine),
                CompareCommand.class, () -> new CompareCommand(names),
                ReportCommand.class, () -> new ReportCommand(names),
                NoiseCommand.class, () -> new NoiseCommand(names),
                ExportCommand.class, () -> new ExportCommand(names),
                SuiteNames.class, () -> new SuiteNames(installation));
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Supplier<?> command = commands().get(type);
        if (command != null) {
            return type.cast(command.get());
        }
        return CommandLine.defaultFactory().create(type);
    }
}
