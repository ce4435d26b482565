package io.lagbench.lstm1997;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lagbench.engine.EngineProvider;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void theEngineIsPlainJavaOnItsSeamAndShowsItsProviderOnly() {
        var production = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.lagbench.lstm1997");
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.objectweb.asm..",
                        "io.lagbench.workloads..",
                        "io.lagbench.engine..",
                        "io.lagbench.lstm1997..")
                .check(production);
        noClasses()
                .that()
                .doNotImplement(EngineProvider.class)
                .should()
                .bePublic()
                .check(production);
    }
}
