package io.lagbench.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lagbench.engine");

    @Test
    void theSeamKnowsTheWorkloadsAndTheJdkOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.lagbench.workloads..", "io.lagbench.engine..")
                .check(production);
    }

    @Test
    void theSeamKnowsNoFilesAndNoClocks() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.io..", "java.time..")
                .check(production);
        noClasses().should().callMethod(System.class, "nanoTime").check(production);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(production);
    }
}
