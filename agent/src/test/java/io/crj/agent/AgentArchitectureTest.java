package io.crj.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.crj.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class AgentArchitectureTest {

    @ArchTest
    static final ArchRule SHOULD_NOT_KNOW_THE_COORDINATOR_NOR_CALL_THE_KERNEL_ITSELF = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.crj.coordinator..", "org.apache.kafka..", "com.sun.jna..", "io.netty..");

    @ArchTest
    static final ArchRule SHOULD_HAVE_NO_PACKAGE_CYCLES =
            slices().matching("io.crj.agent.(*)..").should().beFreeOfCycles();
}
