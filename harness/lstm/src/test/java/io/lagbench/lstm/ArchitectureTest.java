package io.lagbench.lstm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The arrows between packages, and who may know which library. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String ROOT = "io.lagbench.lstm";

    private final JavaClasses production = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void theModuleDependsOnDl4jAndBindingsOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jdk.incubator.vector..",
                        "org.nd4j..",
                        "org.deeplearning4j..",
                        "org.bytedeco..",
                        "com.sun.jna",
                        ROOT + "..")
                .check(production);
    }

    /** Kernels are found by their providers: nothing calls them, so one can be added or removed without a trace. */
    @Test
    void packagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("configurations")
                .definedBy(ROOT)
                .layer("layer")
                .definedBy(ROOT + ".layer")
                .layer("onednn")
                .definedBy(ROOT + ".onednn")
                .layer("cudnn")
                .definedBy(ROOT + ".cudnn")
                .layer("simd")
                .definedBy(ROOT + ".simd")
                .layer("reference")
                .definedBy(ROOT + ".reference")
                .layer("memory")
                .definedBy(ROOT + ".memory")
                .layer("kernel")
                .definedBy(ROOT + ".kernel")
                .whereLayer("configurations")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("layer")
                .mayOnlyBeAccessedByLayers("configurations")
                .whereLayer("onednn")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cudnn")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("simd")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("reference")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("memory")
                .mayOnlyBeAccessedByLayers("configurations", "layer", "onednn", "cudnn", "simd")
                .whereLayer("kernel")
                .mayOnlyBeAccessedByLayers("configurations", "layer", "onednn", "cudnn", "simd", "reference", "memory")
                .ensureAllClassesAreContainedInArchitecture()
                .check(production);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(production);
    }

    @Test
    void onlyItsOwnPackageKnowsABinding() {
        onlyKnows("org.bytedeco.dnnl..", ROOT + ".onednn..");
        onlyKnows("org.bytedeco.cuda..", ROOT + ".cudnn..");
    }

    /** The module may be missing: what knows it must not be loaded then. */
    @Test
    void onlyTheVectorCodeKnowsTheVectorModule() {
        noClasses()
                .that()
                .haveNameNotMatching(".*[.]simd[.]Vector(Exponential|Lanes|Peak|Units)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(production);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*[.]simd[.]Vector(Exponential|Lanes|Peak|Units)")
                .check(production.that(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName("VectorModule")));
    }

    private void onlyKnows(String binding, String owner) {
        noClasses()
                .that()
                .resideOutsideOfPackage(owner)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(binding)
                .check(production);
    }

    @Test
    void onlyConfigurationsAndLayersKnowDl4j() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".layer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.deeplearning4j..")
                .check(production);
    }
}
