package io.lagbench.harness.session;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.results.RunDirectory;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;

/** Opens the run directory of a session, or says in one line why it cannot be that. */
final class SessionDirectory {
    private final SessionRequest request;

    SessionDirectory(SessionRequest request) {
        this.request = request;
    }

    /**
     * Whether the run is to begin there. Nothing is written.
     *
     * @throws ConfigurationException if it is and cannot, because something else is there
     */
    boolean begins() {
        boolean empty = read(RunDirectory::holdsNoRun);
        if (!request.resumed() && !empty) {
            throw notEmpty();
        }
        return !request.resumed() || request.plan().isPresent() && empty;
    }

    /**
     * The directory of a run that begins.
     *
     * @throws ConfigurationException if it cannot be made
     * @throws NotNowException if the disk is full
     */
    RunDirectory create() {
        try {
            return RunDirectory.create(request.path(), request.plan().orElseThrow());
        } catch (DirectoryNotEmptyException e) {
            throw notEmpty();
        } catch (IOException e) {
            String problem = request.namedPath() + ": cannot be written (" + FileProblems.why(e) + ")";
            if (FileProblems.isLackOfSpace(e)) {
                throw new NotNowException(problem);
            }
            throw new ConfigurationException(problem + "; allowed: a new or empty directory");
        }
    }

    private ConfigurationException notEmpty() {
        return refusal("is not empty; allowed: a new or empty directory, or --resume to go on with a run");
    }

    /**
     * The directory of a run to go on with.
     *
     * @throws ConfigurationException if it is none, or holds another plan
     * @throws BackendUnusableException if it is the run of another backend
     */
    RunDirectory reopen() {
        Plan begun = read(RunDirectory::planOf); // first: what is refused stays as it is
        requireSamePlan(begun);
        new PlanRequirements(request.namedPath(), request.backend()).check(begun);
        return read(RunDirectory::resume);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(Path path) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        try {
            return reading.of(request.path());
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage());
        } catch (IOException e) {
            throw refusal("cannot be read or written (" + FileProblems.why(e) + "); allowed: "
                    + (request.resumed() ? "the directory of a run" : "a new or empty directory"));
        }
    }

    private void requireSamePlan(Plan begun) {
        request.plan().filter(asked -> !asked.hasTrialsOf(begun)).ifPresent(asked -> {
            throw refusal(request.suite() + " with these options is another plan (" + asked.difference(begun)
                    + "); allowed: the same, or --resume alone");
        });
    }

    private ConfigurationException refusal(String why) {
        return new ConfigurationException(request.namedPath() + ": " + why);
    }
}
