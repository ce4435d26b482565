package io.lagbench.dl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lagbench.dl4j");

    @Test
    void theEngineKnowsTheSeamTheLayerAndDl4j() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.lagbench.workloads..",
                        "io.lagbench.engine..",
                        "io.lagbench.lstm..",
                        "io.lagbench.dl4j..",
                        "org.deeplearning4j..",
                        "org.nd4j..",
                        "org.bytedeco..")
                .check(production);
    }

    @Test
    void theEngineKnowsNoFiles() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("java.nio.file..")
                .check(production);
    }
}
