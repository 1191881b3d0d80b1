package dev.flagstaff;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.flagstaff.http.Readiness;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The rooms of core, and what each may know.
@NullMarked
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.flagstaff");

    @Test
    void onlyRedisKnowsLettuce() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.flagstaff.redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(CORE);
    }

    @Test
    void onlyHttpKnowsHelidon() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.flagstaff.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(CORE);
    }

    @Test
    void onlyLoggingKnowsLogback() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.flagstaff.logging")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ch.qos.logback..")
                .check(CORE);
    }

    /// So neither Helidon, Lettuce, Netty nor a logger.
    @Test
    void theDefinitionKnowsOnlyTheJdkAndJackson() {
        classes()
                .that()
                .resideInAPackage("dev.flagstaff.flag")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.flagstaff.flag", "java..", "tools.jackson..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void theDecisionKnowsOnlyTheDefinitionBesidesThese() {
        classes()
                .that()
                .resideInAPackage("dev.flagstaff.eval")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.flagstaff.eval", "dev.flagstaff.flag", "java..", "tools.jackson..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void theDecisionHasNoClockAndDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("dev.flagstaff.eval")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.time..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CORE);
    }

    /// A clock that jumps changes no decision and no age: the wall clock is read to show a moment to people, and
    /// whoever stores one is handed it.
    @Test
    void onlyWhatPeopleReadKnowsTheWallClock() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Readiness.class)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .check(CORE);
    }

    @Test
    void redisAndHttpDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.flagstaff.redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.flagstaff.http")
                .check(CORE);
        noClasses()
                .that()
                .resideInAPackage("dev.flagstaff.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.flagstaff.redis")
                .check(CORE);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("dev.flagstaff.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void everyPackageIsNullMarked() {
        var packages = CORE.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

        assertThat(packages)
                .hasSizeGreaterThan(5)
                .allSatisfy(one -> assertThat(one.tryGetPackageInfo())
                        .as("%s", one.getName())
                        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class))
                                .isTrue()));
    }

    @Test
    void noNameSaysNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Manager|Helper|Impl)(\\$.*)?")
                .check(CORE);
    }
}
