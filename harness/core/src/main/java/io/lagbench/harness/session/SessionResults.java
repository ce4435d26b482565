package io.lagbench.harness.session;

import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.report.RunReport;
import io.lagbench.harness.report.SpelledAnswers;
import io.lagbench.harness.report.TutorialReport;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.run.SuiteRun;
import io.lagbench.harness.trial.TrialEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Shows what a run found: tables and answers on the console, the report in its directory. */
final class SessionResults {
    private final RunDirectory directory;
    private final PrintWriter out;

    SessionResults(RunDirectory directory, PrintWriter out) {
        this.directory = directory;
        this.out = out;
    }

    /** Shows an outcome; nothing if no trial has ended. */
    void show(SuiteRun.Outcome outcome) throws IOException {
        if (outcome.stored().isPresent()) {
            show(outcome.stored().get(), outcome);
        }
        out.println();
        out.println("Run: " + directory.path());
        out.flush();
    }

    private void show(StoredRun stored, SuiteRun.Outcome outcome) throws IOException {
        RunData data = RunData.of(List.of(stored));
        TutorialReport tutorial = new TutorialReport(data);
        String answers = tutorial.applies()
                ? tutorial.closingLines(outcome.evaluations())
                : spelledAnswers(directory.plan(), outcome);
        if (!answers.isEmpty()) {
            directory.writeAnswers(answers);
        }
        out.println(RunReport.results(data, PublishedResults.of(stored)));
        out.print(answers.isEmpty() ? "" : answers + System.lineSeparator() + System.lineSeparator());
        StoredRun answered = answers.isEmpty() ? stored : stored.withAnswers(answers);
        out.print(RunReport.write(answered, directory.report()));
    }

    /** Some answers of the first trial. */
    private static String spelledAnswers(Plan plan, SuiteRun.Outcome outcome) {
        TrialSpec first = plan.trials().get(0);
        List<TrialEvent.Evaluated> seen = outcome.evaluations().getOrDefault(first.id(), List.of());
        return seen.isEmpty() ? "" : SpelledAnswers.of(first, seen.get(seen.size() - 1));
    }
}
