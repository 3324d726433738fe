package io.crj.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.crj", importOptions = ImportOption.DoNotIncludeTests.class)
class WireArchitectureTest {

    @ArchTest
    static final ArchRule SHOULD_KNOW_NO_OTHER_MODULE = noClasses()
            .that()
            .resideInAPackage("io.crj.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.crj.engine..", "io.crj.agent..", "io.crj.coordinator..", "com.sun.jna..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule SHOULD_HAVE_NO_PACKAGE_CYCLES =
            slices().matching("io.crj.wire.(*)..").should().beFreeOfCycles();
}
