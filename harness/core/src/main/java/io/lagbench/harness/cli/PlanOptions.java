package io.lagbench.harness.cli;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.HostEngines;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Planner;
import io.lagbench.harness.plan.Seeds;
import io.lagbench.harness.plan.SuiteLibrary;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that change what a suite says. */
final class PlanOptions {
    /** Most repetitions of a trial, and trials at once. */
    static final int MOST_REPEATS = 10_000;

    @Option(
            names = "--set",
            paramLabel = "KEY=V1,V2",
            description =
                    "sets a key in every workload that knows it; a list makes a grid, \\, is a comma within a value;"
                            + " see: lagbench list keys")
    private List<String> assignments = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N|a,b,c",
            description = "seeds 1 to N, or these (default: what the suite says)")
    private String seeds;

    @Option(
            names = "--lstm",
            paramLabel = "NAME[,NAME]",
            description = "engines, short for --set lstm=...; see: lagbench list engines")
    private String lstm;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "runs every trial N times, each in a process of its own (default: 1)")
    private Integer forks;

    /** Whether any of them is given. */
    boolean given() {
        return !assignments.isEmpty() || seeds != null || lstm != null || forks != null;
    }

    /**
     * Checks what can be checked without a suite.
     *
     * @throws ConfigurationException if something is out of range
     */
    void check() {
        requireAtLeastOne("--forks", forks == null ? 1 : forks);
    }

    static void requireAtLeastOne(String option, int value) {
        if (value < 1 || value > MOST_REPEATS) {
            throw new ConfigurationException(
                    option + ": " + value + " is not allowed; allowed: a whole number from 1 to " + MOST_REPEATS);
        }
    }

    /**
     * What a suite says with these.
     *
     * @param warnings receives a line for each reason why some trials of it cannot run
     * @throws ConfigurationException if it cannot be planned, or none of its trials can run
     */
    Plan plan(String suite, Installation installation, HostEngines engines, PrintWriter warnings) {
        Planner planner = new Planner(engines);
        assignments.forEach(planner::set);
        if (lstm != null) {
            planner.set("lstm=" + lstm);
        }
        if (seeds != null) {
            planner.seeds(Seeds.parse(seeds));
        }
        if (forks != null) {
            planner.forks(forks);
        }
        Plan plan = planner.plan(new SuiteLibrary(installation.suites()).find(suite), installation.backend());
        plan.unsupported().forEach(line -> warnings.println("lagbench: warning: " + line));
        return plan;
    }
}
