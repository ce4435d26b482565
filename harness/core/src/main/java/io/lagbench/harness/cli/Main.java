package io.lagbench.harness.cli;

import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.execute.ForkExecutor;
import io.lagbench.harness.execute.ForkedEngineProbe;
import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.UserFolders;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.workloads.Numerals;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Entry point of {@code lagbench}. */
@Command(
        name = "lagbench",
        description = "How far back can an LSTM remember, and what does remembering cost?",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            PlanCommand.class,
            MergeCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            CompareCommand.class,
            NoiseCommand.class,
            ReportCommand.class,
            PlotCommand.class,
            DoctorCommand.class,
            ExportCommand.class,
            CompletionCommand.class,
            TrialCommand.class,
            ProbeCommand.class,
            TimeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    private static final long PARENT_WATCH_MILLIS = 500;

    /** Those that people call. */
    private static final List<String> COMMANDS = List.of(
            "run",
            "plan",
            "merge",
            "submit",
            "list",
            "compare",
            "noise",
            "report",
            "plot",
            "doctor",
            "export",
            "completion");

    @Spec
    private CommandSpec spec;

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        PrintWriter err = new PrintWriter(System.err, true);
        int exit = guarded(() -> execute(commandLine(Installation.fromSystemProperties(), here()), args), err);
        System.exit(written(exit, System.out, err));
    }

    /** The exit code of a command whose output may not have arrived, as on a full disk. */
    static int written(int exit, PrintStream out, PrintWriter err) {
        if (!out.checkError()) {
            return exit;
        }
        err.println("lagbench: standard output could not be written to its end");
        return exit == ExitCode.OK ? ExitCode.TRIAL_FAILED : exit;
    }

    /** The exit code of something that may also fail before there is a command line. */
    static int guarded(IntSupplier command, PrintWriter err) {
        try {
            return command.getAsInt();
        } catch (InvalidPathException e) {
            err.println("lagbench: " + unreadable(e));
            return ExitCode.USAGE;
        } catch (RuntimeException | Error e) {
            return fault(e, err);
        }
    }

    private static String unreadable(InvalidPathException e) {
        return "'" + readable(e.getInput()) + "' can be no path (" + e.getReason() + "); where letters beyond ASCII are"
                + " the reason, set LC_ALL to a locale of UTF-8, such as C.UTF-8";
    }

    private static Host probe() {
        try {
            return Host.probe();
        } catch (LinkageError e) {
            throw new BackendUnusableException("the hardware cannot be asked: "
                    + String.valueOf(e.getMessage()).replaceAll("\\s+", " ")
                    + "; JNA unpacks its library where LAGBENCH_CACHE says, else in the home");
        }
    }

    /** This machine. */
    static Machine here() {
        UserFolders folders = UserFolders.current();
        folders.use();
        Map<String, String> environment = new TreeMap<>(System.getenv());
        for (String name : System.getProperty("lagbench.withheld", "").strip().split("\\s+")) {
            if (!name.isEmpty()) {
                environment.put(name, "");
            }
        }
        return new Machine(
                folders,
                environment,
                Main::probe,
                Host::observed,
                (host, device, backend) -> new ForkedEngineProbe(fork(host, device, 1, folders), backend),
                (host, device, jobs, trials) -> new ForkExecutor(fork(host, device, jobs, folders), trials),
                Main::endWithParent,
                () -> Runtime.getRuntime().halt(ExitCode.TRY_AGAIN)); // else the status would be the signal's
    }

    /** Looks whether this process still has the parent that the launcher had: a process whose parent ends is given another. */
    private static void endWithParent() {
        long now = parent();
        if (now == 0) {
            System.err.println(
                    "lagbench: --end-with-parent: the parent cannot be seen from here, as in a container of its own; nothing is"
                            + " watched");
            return;
        }
        long begun = Long.getLong("lagbench.parent", now);
        Thread watch = new Thread(
                () -> {
                    try {
                        while (parent() == begun) {
                            Thread.sleep(PARENT_WATCH_MILLIS);
                        }
                        System.exit(ExitCode.TRY_AGAIN);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Number of the parent process; 0 where it cannot be seen. */
    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    /** The exit code of a command, also where an error ends it that is no exception. */
    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (ServiceConfigurationError e) {
            line.getErr().println("lagbench: the class path has a provider that cannot be loaded: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (Error e) {
            return fault(e, line.getErr());
        }
    }

    /** How this program starts JVMs for trials. */
    static Fork fork(Host host, Optional<String> device, int jobs, UserFolders folders) {
        return new Fork(host, device, jobs, folders, System.getProperty("java.class.path"), Main.class.getName());
    }

    /** The command line of an installation, on a machine; errors go to its error writer as one line. */
    static CommandLine commandLine(Installation installation, Machine machine) {
        CommandLine line = new CommandLine(new Main(), new CommandFactory(installation, machine));
        line.setExpandAtFiles(false); // an argument that begins with @ is one
        line.registerConverter(Double.class, Main::decimal);
        line.registerConverter(Integer.class, Main::whole);
        line.registerConverter(Path.class, Main::path);
        line.setParameterExceptionHandler((e, args) -> usageError(e));
        line.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof ConfigurationException) {
                command.getErr().println("lagbench: " + e.getMessage());
                return ExitCode.USAGE;
            }
            if (e instanceof BackendUnusableException) {
                command.getErr().println("lagbench: " + e.getMessage());
                return ExitCode.BACKEND_UNUSABLE;
            }
            if (e instanceof NotNowException) {
                command.getErr().println("lagbench: " + e.getMessage());
                return ExitCode.TRY_AGAIN;
            }
            if (e instanceof InvalidPathException path) {
                command.getErr().println("lagbench: " + unreadable(path));
                return ExitCode.USAGE;
            }
            if (e instanceof IOException || e instanceof UncheckedIOException) {
                IOException cause = e instanceof IOException io ? io : ((UncheckedIOException) e).getCause();
                command.getErr()
                        .println("lagbench: a file could not be read or written: " + FileProblems.describe(cause)
                                + "; what was written before it stands");
                return ExitCode.TRIAL_FAILED;
            }
            return fault(e, command.getErr());
        });
        return line;
    }

    private static double decimal(String text) {
        return Numerals.decimal(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not a number; allowed: such as 2.5"));
    }

    private static int whole(String text) {
        OptionalLong number = Numerals.whole(text);
        if (number.isEmpty() || number.getAsLong() != (int) number.getAsLong()) {
            throw new TypeConversionException("'" + text + "' is not a whole number; allowed: such as 2");
        }
        return (int) number.getAsLong();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(unreadable(e));
        }
    }

    private static int fault(Throwable e, PrintWriter err) {
        e.printStackTrace(err);
        err.println("lagbench: a fault of this program, not of what was asked: "
                + e.getClass().getSimpleName()
                + "; please report it with the lines above; what was written before it stands");
        return ExitCode.INTERNAL_FAULT;
    }

    private static int usageError(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        String message = readable(e.getMessage());
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && e.getCommandLine().getParent() == null
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            message = Names.unknown("command", unmatched.getUnmatched().get(0), COMMANDS);
        }
        err.println("lagbench: " + message + "; see "
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** A message that quotes what was typed, on one line: without control characters, long words cut. */
    private static String readable(String message) {
        return message.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").replaceAll("(\\S{60})\\S+", "$1...");
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing; allowed: " + String.join(", ", COMMANDS));
    }

    /** Version and commit of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            BuildInfo build = BuildInfo.read();
            String commit = build.commit().isEmpty() ? "" : " (" + build.commit() + ")";
            return new String[] {"lagbench " + build.version() + commit};
        }
    }
}
