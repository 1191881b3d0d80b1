package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.sidecar.Sidecar;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What the modules may know of each other. Only this one sees all of them; what core's rooms may know
/// is tested there.
class ArchitectureTest {
    private static final Module CORE = Module.of(Redis.class);
    private static final Module ADMIN = Module.of(Admin.class);
    private static final Module SIDECAR = Module.of(Sidecar.class);
    private static final Module STANDALONE = Module.of(Standalone.class);
    private static final Map<String, Module> APPLICATIONS =
            Map.of("admin", ADMIN, "sidecar", SIDECAR, "standalone", STANDALONE);

    @Test
    void adminAndSidecarNeverMeet() {
        assertThat(ADMIN.mentioning("dev/flagstaff/sidecar/")).isEmpty();
        assertThat(SIDECAR.mentioning("dev/flagstaff/admin/")).isEmpty();
        assertThat(STANDALONE.mentioning("dev/flagstaff/sidecar/"))
                .as("that a mention would be found")
                .contains("dev/flagstaff/standalone/Standalone");
    }

    @Test
    void ofrepDoesNotKnowTheSidecarAroundIt() {
        assertThat(SIDECAR.mentioning("dev/flagstaff/sidecar/"))
                .noneMatch(name -> name.startsWith("dev/flagstaff/ofrep/"));
        assertThat(SIDECAR.mentioning("dev/flagstaff/ofrep/")).contains("dev/flagstaff/ofrep/Ofrep");
    }

    @Test
    void noApplicationKnowsLettuceOrLogback() {
        APPLICATIONS.forEach((name, module) -> {
            assertThat(module.mentioning("io/lettuce/")).as(name).isEmpty();
            assertThat(module.mentioning("ch/qos/logback/")).as(name).isEmpty();
        });
    }

    /// It is wired into a sidecar in one place, for the one metric that compares the clocks of two machines.
    @Test
    void aSidecarDecidesNothingByTheWallClock() {
        assertThat(SIDECAR.mentioning("java/time/Clock")).containsExactly("dev/flagstaff/sidecar/Sidecar");
        assertThat(SIDECAR.mentioning("java/time/InstantSource"))
                .containsExactlyInAnyOrder("dev/flagstaff/sidecar/Sidecar", "dev/flagstaff/sidecar/ChangeMetrics");
        assertThat(SIDECAR.mentioning("currentTimeMillis")).isEmpty();
        assertThat(SIDECAR.mentioning("java/util/Date")).isEmpty();
    }

    @Test
    void coreKnowsNoApplication() {
        for (String application : APPLICATIONS.keySet()) {
            assertThat(CORE.mentioning("dev/flagstaff/" + application + "/")).isEmpty();
        }
    }

    @Test
    void aClassIsPublicOnlyWhereAnotherPackageUsesIt() {
        var used = new TreeSet<String>();
        var open = new TreeSet<String>();
        for (var module : List.of(CORE, ADMIN, SIDECAR, STANDALONE)) {
            used.addAll(module.mentionedElsewhere());
            open.addAll(module.publicClasses());
        }

        assertThat(open).hasSizeGreaterThan(20);
        open.removeAll(used);
        // Whoever calls what throws may catch it, and so far nobody does; SLF4J makes its provider by its name.
        open.removeIf(name -> name.endsWith("Exception") || name.equals("dev/flagstaff/logging/LogbackAlone"));
        assertThat(open).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        APPLICATIONS.forEach((name, module) -> assertThat(module.mentioning("org/jspecify/annotations/NullMarked"))
                .contains("dev/flagstaff/" + name + "/package-info"));
    }

    @Test
    void noNameSaysNothing() {
        APPLICATIONS.forEach((name, module) -> assertThat(module.names())
                .as(name)
                .hasSizeGreaterThan(5)
                .noneMatch(one -> one.matches(".*(Util|Utils|Manager|Helper|Impl)(\\$.*)?")));
    }
}
