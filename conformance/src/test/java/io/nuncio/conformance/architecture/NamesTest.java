package io.nuncio.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names, packages and fields. */
class NamesTest {

    private static final int TYPES_PER_PACKAGE_MAX = 40;

    @Test
    void rule13_noNamesThatSayNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Base)")
                .check(House.CLASSES);
        List<String> contexts = House.stream(type -> type.getSimpleName().endsWith("Context"))
                .map(JavaClass::getName)
                .filter(name -> !Exceptions.listed("context", name))
                .toList();
        assertThat(contexts).isEmpty();
    }

    @Test
    void rule04_specsAreValues() {
        List<String> mutable = new ArrayList<>();
        House.stream(type -> type.getPackageName().startsWith("io.nuncio.proxy.spec"))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .forEach(type -> {
                    for (JavaField field : type.getFields()) {
                        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
                            mutable.add(field.getFullName());
                        }
                    }
                });
        assertThat(mutable).as("fields of proxy.spec that are not final").isEmpty();
    }

    @Test
    void rule15_everyPackageSaysWhatItIs() {
        List<String> silent = new ArrayList<>();
        for (JavaPackage each : packages()) {
            if (each.tryGetPackageInfo().isEmpty()) {
                silent.add(each.getName() + " has no package-info");
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void rule15_noStaticMutableFieldOnWorkers() {
        List<String> found = House.stream(type -> !type.getPackageName().startsWith("io.nuncio.server.main"))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                .map(JavaField::getFullName)
                .filter(name -> !name.contains("$SwitchMap") && !name.contains("$assertionsDisabled"))
                .toList();
        assertThat(found).isEmpty();
    }

    @Test
    void packagesStaySmall() {
        Map<String, Integer> large = new TreeMap<>();
        House.topLevel().forEach(type -> large.merge(type.getPackageName(), 1, Integer::sum));
        large.entrySet()
                .removeIf(each ->
                        each.getValue() <= TYPES_PER_PACKAGE_MAX || Exceptions.listed("many-types", each.getKey()));
        assertThat(large).as("types a package").isEmpty();
    }

    @Test
    void threadAnnotationsAreOurs() {
        assertThat(List.of(OnMain.class, OnWorker.class, AnyThread.class))
                .allSatisfy(a -> assertThat(a.isAnnotation()).isTrue());
    }

    private static List<JavaPackage> packages() {
        return House.topLevel().stream().map(JavaClass::getPackage).distinct().toList();
    }
}
