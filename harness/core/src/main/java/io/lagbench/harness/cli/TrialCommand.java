package io.lagbench.harness.cli;

import io.lagbench.harness.session.ExitCode;
import io.lagbench.harness.trial.EventChannel;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialWorker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The worker that {@code run} forks; of no use to people. */
@Command(name = "trial", hidden = true, description = "Runs the trial that FOLDER/trial.json says; used by run.")
final class TrialCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "folder of the trial")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        TrialWorker.work(new TrialFiles(folder), System.in, new EventChannel(System.out));
        return ExitCode.OK;
    }
}
