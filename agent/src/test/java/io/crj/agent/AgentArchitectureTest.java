package io.crj.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.TimeUnit;

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

    @ArchTest
    static final ArchRule SHOULD_KEEP_THE_MACHINES_FREE_OF_IO_TIME_CHANCE_AND_THREADS = classes()
            .that()
            .resideInAPackage("..machine..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.crj.agent.machine",
                            "java.lang",
                            "java.lang.runtime",
                            "java.util",
                            "java.util.function",
                            "java.util.stream")
                    .or(type(TimeUnit.class)));

    @ArchTest
    static final ArchRule SHOULD_NOT_READ_CLOCKS_OR_START_THREADS_IN_THE_MACHINES = noClasses()
            .that()
            .resideInAPackage("..machine..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.(Thread|Process|Runtime).*|java\\.util\\.(Random|UUID|Timer|Date).*");
}
