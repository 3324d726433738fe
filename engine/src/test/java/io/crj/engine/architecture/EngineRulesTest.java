package io.crj.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Who may know whom inside the engine. */
@AnalyzeClasses(packages = "io.crj.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class EngineRulesTest {

    private static final String ENGINE = "io.crj.engine..";

    @ArchTest
    static final ArchRule onlyLinuxSysTalksToJna = noClasses()
            .that()
            .resideOutsideOfPackage("io.crj.engine.linux.sys")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule engineKnowsNoNetworkStackAndNoOtherModule = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "org.apache.kafka..",
                    "io.crj.wire..",
                    "io.crj.agent..",
                    "io.crj.coordinator..",
                    "com.github.luben..");

    @ArchTest
    static final ArchRule abiDependsOnNothing = noClasses()
            .that()
            .resideInAPackage("io.crj.engine.linux.abi")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.crj.engine.linux.abi", "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule abiHoldsConstantsOnly = ArchRuleDefinition.classes()
            .that()
            .resideInAPackage("io.crj.engine.linux.abi")
            .should(haveNoState());

    @ArchTest
    static final ArchRule imagesKnowNeitherResourcesNorTracing = noClasses()
            .that()
            .resideInAPackage("io.crj.engine.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.crj.engine.resource..",
                    "io.crj.engine.trace..",
                    "io.crj.engine.task..",
                    "io.crj.engine.tree..",
                    "io.crj.engine.memory..",
                    "io.crj.engine.cli..");

    @ArchTest
    static final ArchRule linuxKnowsNoEngine = noClasses()
            .that()
            .resideInAPackage("io.crj.engine.linux..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.crj.engine.image..",
                    "io.crj.engine.resource..",
                    "io.crj.engine.trace..",
                    "io.crj.engine.task..");

    @ArchTest
    static final ArchRule kindsOfResourcesDoNotKnowEachOther =
            slices().matching("io.crj.engine.resource.(*)..").should().notDependOnEachOther();

    /** Fields are constants, and all methods static: an ABI class can have no behaviour of its own. */
    private static ArchCondition<JavaClass> haveNoState() {
        return new ArchCondition<>("have static final fields and static methods only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream().filter(field -> !isConstant(field)).forEach(field -> violate(field, events));
                type.getMethods().stream()
                        .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
                        .forEach(method -> violate(method, events));
            }
        };
    }

    private static boolean isConstant(JavaMember field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                && field.getModifiers().contains(JavaModifier.FINAL);
    }

    private static void violate(JavaMember member, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(member, member.getFullName() + " is more than a constant"));
    }
}
