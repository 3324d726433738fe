package io.crj.coordinator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in this module. */
@AnalyzeClasses(packages = "io.crj.coordinator", importOptions = ImportOption.DoNotIncludeTests.class)
class CoordinatorRulesTest {

    @ArchTest
    static final ArchRule shouldNotKnowEngineOrAgent =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.crj.engine..", "io.crj.agent..");

    @ArchTest
    static final ArchRule shouldKeepTheMachineFreeOfIoTimeChanceAndThreads = noClasses()
            .that()
            .resideInAPackage("..migration..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio..",
                    "java.time..",
                    "java.util.random..",
                    "java.util.concurrent.locks..",
                    "java.util.concurrent.atomic..",
                    "org.slf4j..",
                    "io.netty..",
                    "io.crj.wire..",
                    "org.apache.kafka..",
                    "io.crj.coordinator.effect..",
                    "io.crj.coordinator.log..",
                    "io.crj.coordinator.publish..",
                    "io.crj.coordinator.cli..");

    @ArchTest
    static final ArchRule shouldNotReadClocksOrStartThreadsInTheMachine = noClasses()
            .that()
            .resideInAPackage("..migration..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.lang\\.Thread|java\\.util\\.(Random|UUID|Timer|Date)|java\\.util\\.concurrent\\.(Executor.*|CompletableFuture|ThreadLocalRandom)");

    @ArchTest
    static final ArchRule shouldKeepKafkaBehindThePublisherAndTheLog = noClasses()
            .that()
            .resideOutsideOfPackages("..publish..", "io.crj.coordinator.log..", "io.crj.coordinator.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");
}
