package io.nuncio.conformance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;

/** Imports run the way a request runs; a config change runs main, slot, worker. */
class LayersTest {

    private static final String[] GROUND = {
        "java..", "io.nuncio.filter..", "org.jspecify..", "com.google.errorprone.annotations.."
    };

    @Test
    void rule01_noCirclesOfPackages() {
        slices().matching("io.nuncio.(**)").should().beFreeOfCycles().check(House.CLASSES);
    }

    @Test
    void rule02_theRoomsOfProxyLieBelowEachOther() {
        String[] rooms = {"downstream", "exchange", "upstream", "wire", "spi", "spec"};
        for (int lower = 1; lower < rooms.length; lower++) {
            for (int upper = 0; upper < lower; upper++) {
                noClasses()
                        .that()
                        .resideInAPackage("io.nuncio.proxy." + rooms[lower] + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.nuncio.proxy." + rooms[upper] + "..")
                        .allowEmptyShould(true)
                        .check(House.CLASSES);
            }
        }
    }

    @Test
    void rule02_routerBlockingAndExtensionsSeeSpiAndSpecOnly() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.nuncio.proxy.router..", "io.nuncio.proxy.blocking..", "io.nuncio.extensions.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.nuncio.proxy.downstream..",
                        "io.nuncio.proxy.exchange..",
                        "io.nuncio.proxy.upstream..",
                        "io.nuncio.proxy.wire..",
                        "io.nuncio.control..",
                        "io.nuncio.server.."))
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    @Test
    void modulesCompileAgainstLowerOnesOnly() {
        String[] modules = {"server", "control", "proxy", "kernel", "filter"};
        for (int lower = 1; lower < modules.length; lower++) {
            for (int upper = 0; upper < lower; upper++) {
                noClasses()
                        .that()
                        .resideInAPackage("io.nuncio." + modules[lower] + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.nuncio." + modules[upper] + "..")
                        .allowEmptyShould(true)
                        .check(House.CLASSES);
            }
        }
    }

    @Test
    void rule03_filterApiStandsOnJavaAlone() {
        classes()
                .that()
                .resideInAPackage("io.nuncio.filter..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(GROUND))
                .check(House.CLASSES);
    }

    @Test
    void rule05_messagesOfEnvoyStayOnTheConfigRoad() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "io.nuncio.control.load..",
                        "io.nuncio.control.translate..",
                        "io.nuncio.control.subscribe..",
                        "io.nuncio.control.dump..",
                        "io.nuncio.control.health..",
                        "io.nuncio.extensions..",
                        "io.nuncio.server"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.google.protobuf..", "io.envoyproxy..", "com.github.xds.."))
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    @Test
    void rule11_upstreamKnowsNoFilterAndNoRoute() {
        noClasses()
                .that(resideInAPackage("io.nuncio.proxy.upstream.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.nuncio.proxy.spec.route..", "io.nuncio.filter.inline.."))
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }

    @Test
    void rule12_extensionsDoNotKnowEachOther() {
        slices().matching("io.nuncio.extensions.(*).(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(House.CLASSES);
    }
}
