package io.lagbench.harness;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.execute.ForkExecutor;
import io.lagbench.harness.execute.InProcessExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The arrows between packages, and who may know whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lagbench");

    @Test
    void packagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.lagbench..")
                .layer("workloads")
                .definedBy("io.lagbench.workloads..")
                .layer("lstm")
                .definedBy("io.lagbench.lstm..")
                .layer("dl4j")
                .definedBy("io.lagbench.dl4j..")
                .layer("lstm1997")
                .definedBy("io.lagbench.lstm1997..")
                .optionalLayer("pytorch")
                .definedBy("io.lagbench.pytorch..")
                .layer("engine")
                .definedBy("io.lagbench.engine..")
                .layer("measure")
                .definedBy("..harness.measure..")
                .layer("stats")
                .definedBy("..harness.stats..")
                .layer("estimate")
                .definedBy("..harness.estimate..")
                .layer("plan")
                .definedBy("..harness.plan..")
                .layer("trial")
                .definedBy("..harness.trial..")
                .layer("results")
                .definedBy("..harness.results..")
                .layer("format")
                .definedBy("..harness.format..")
                .layer("chart")
                .definedBy("..harness.chart..")
                .layer("figure")
                .definedBy("..harness.figure..")
                .layer("document")
                .definedBy("..harness.document..")
                .layer("analysis")
                .definedBy("..harness.analysis..")
                .layer("metric")
                .definedBy("..harness.metric..")
                .layer("probe")
                .definedBy("..harness.probe..")
                .layer("host")
                .definedBy("..harness.host..")
                .layer("execute")
                .definedBy("..harness.execute..")
                .layer("sweep")
                .definedBy("..harness.sweep..")
                .layer("session")
                .definedBy("..harness.session..")
                .layer("report")
                .definedBy("..harness.report..")
                .layer("export")
                .definedBy("..harness.export..")
                .layer("run")
                .definedBy("..harness.run..")
                .layer("doctor")
                .definedBy("..harness.doctor..")
                .layer("cli")
                .definedBy("..harness.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("doctor")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("estimate")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("sweep")
                .mayOnlyBeAccessedByLayers("session", "cli")
                .whereLayer("run")
                .mayOnlyBeAccessedByLayers("sweep", "session", "cli")
                .whereLayer("execute")
                .mayOnlyBeAccessedByLayers("run", "session", "cli")
                .whereLayer("host")
                .mayOnlyBeAccessedByLayers("trial", "results", "analysis", "execute", "run", "session", "doctor", "cli")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("session", "cli")
                .whereLayer("export")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("results")
                .mayOnlyBeAccessedByLayers(
                        "analysis", "export", "figure", "report", "run", "sweep", "session", "estimate", "cli")
                .whereLayer("document")
                .mayOnlyBeAccessedByLayers("report", "cli")
                .whereLayer("figure")
                .mayOnlyBeAccessedByLayers("report", "cli")
                .whereLayer("chart")
                .mayOnlyBeAccessedByLayers("document", "figure", "report", "cli")
                .whereLayer("format")
                .mayOnlyBeAccessedByLayers(
                        "host",
                        "plan",
                        "execute",
                        "results",
                        "figure",
                        "report",
                        "run",
                        "sweep",
                        "session",
                        "estimate",
                        "cli")
                .whereLayer("analysis")
                .mayOnlyBeAccessedByLayers("export", "figure", "report", "run", "session", "cli")
                .whereLayer("probe")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("metric")
                .mayOnlyBeAccessedByLayers(
                        "probe",
                        "export",
                        "plan",
                        "trial",
                        "results",
                        "analysis",
                        "figure",
                        "report",
                        "run",
                        "session",
                        "cli")
                .whereLayer("trial")
                .mayOnlyBeAccessedByLayers("results", "report", "execute", "run", "sweep", "session", "estimate", "cli")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers(
                        "trial",
                        "results",
                        "analysis",
                        "figure",
                        "report",
                        "execute",
                        "run",
                        "sweep",
                        "session",
                        "estimate",
                        "cli")
                .whereLayer("stats")
                .mayOnlyBeAccessedByLayers("analysis", "format", "figure", "report", "estimate")
                .whereLayer("measure")
                .mayOnlyBeAccessedByLayers(
                        "trial", "probe", "results", "analysis", "figure", "execute", "run", "session")
                .whereLayer("dl4j")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lstm1997")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("pytorch")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lstm")
                .mayOnlyBeAccessedByLayers("dl4j")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers(
                        "dl4j",
                        "lstm1997",
                        "pytorch",
                        "plan",
                        "trial",
                        "results",
                        "analysis",
                        "execute",
                        "run",
                        "sweep",
                        "session",
                        "estimate",
                        "doctor",
                        "cli")
                .check(production);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.lagbench.harness.(*)..").should().beFreeOfCycles().check(production);
    }

    @Test
    void chartsAndDocumentsKnowNothingOfRuns() {
        onlyDependsOn("chart");
        onlyDependsOn("format", "stats");
        onlyDependsOn("document", "chart");
        onlyDependsOn("figure", "chart", "format", "analysis", "results", "measure", "metric", "stats", "plan");
    }

    private void onlyDependsOn(String room, String... others) {
        String[] allowed = Stream.concat(Stream.of(room), Stream.of(others))
                .map(name -> "io.lagbench.harness." + name)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("io.lagbench.harness." + room)
                .should()
                .dependOnClassesThat(resideInAPackage("io.lagbench..").and(resideOutsideOfPackages(allowed)))
                .check(production);
    }

    @Test
    void onlyChartDrawsAndOnlyDocumentWritesHtml() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.lagbench.harness.chart")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jfree..", "org.apache.batik..", "java.awt..", "javax.imageio..")
                .check(production);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.lagbench.harness.document")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("j2html..")
                .check(production);
    }

    @Test
    void harnessKnowsNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.lagbench.harness..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lagbench.dl4j..",
                        "io.lagbench.lstm..",
                        "io.lagbench.pytorch..",
                        "org.deeplearning4j..",
                        "org.nd4j..",
                        "org.bytedeco..",
                        "ai.djl..")
                .check(production);
    }

    /** Which executor runs the trials is chosen by the entry point alone. */
    @Test
    void aRunKnowsNoExecutor() {
        noClasses()
                .that()
                .resideInAnyPackage("..harness.run..", "..harness.session..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ForkExecutor.class, InProcessExecutor.class, Fork.class)
                .check(production);
    }

    @Test
    void measurementKnowsNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("..harness.measure..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lagbench.engine..")
                .check(production);
    }

    @Test
    void onlyTheEntryPointEndsTheJvm() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..harness.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(production);
    }
}
