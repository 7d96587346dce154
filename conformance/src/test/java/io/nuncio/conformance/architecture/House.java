package io.nuncio.conformance.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The compiled classes that the rules look at: ours, without tests and without Envoy's generated messages. */
final class House {

    /** Every production class of ours. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(House::isOurs)
            .importPackages("io.nuncio");

    private House() {}

    private static boolean isOurs(Location location) {
        return !location.contains("/conformance/")
                && !location.contains("/envoy-api")
                && !location.contains("/benchmarks/")
                && !location.contains("-tests.jar");
    }

    /** The top-level classes, in a stable order. */
    static List<JavaClass> topLevel() {
        return stream(type -> type.getEnclosingClass().isEmpty()).toList();
    }

    static Stream<JavaClass> stream(Predicate<JavaClass> wanted) {
        return CLASSES.stream().filter(wanted).sorted((a, b) -> a.getName().compareTo(b.getName()));
    }
}
