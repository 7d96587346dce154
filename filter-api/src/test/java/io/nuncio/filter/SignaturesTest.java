package io.nuncio.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The API is what {@code signatures.txt} says. After a change that is meant, run with
 * {@code -Dnuncio.signatures.write=true} and read the difference: what was there before must stay.
 */
class SignaturesTest {

    private static final int TYPES_MAX = 12;
    private static final Path KEPT = Path.of("src/test/resources/signatures.txt");

    @Test
    void theApiIsAsItWasAgreed() throws Exception {
        String now = types().stream().map(SignaturesTest::describe).collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("nuncio.signatures.write")) {
            Files.writeString(KEPT, now);
        }
        try (var kept = SignaturesTest.class.getResourceAsStream("/signatures.txt")) {
            assertThat(kept).isNotNull();
            assertThat(now).isEqualTo(new String(kept.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void itStaysSmall() throws Exception {
        for (String name : List.of("io.nuncio.filter", "io.nuncio.filter.inline")) {
            List<Class<?>> top = types().stream()
                    .filter(type -> type.getPackageName().equals(name))
                    .filter(type -> type.getEnclosingClass() == null)
                    .toList();
            assertThat(top).as("top-level types of " + name).isNotEmpty().hasSizeLessThanOrEqualTo(TYPES_MAX);
        }
    }

    private static List<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                Body.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root.resolve("io/nuncio/filter"))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = root.relativize(file).toString();
                if (name.endsWith(".class") && !name.endsWith("package-info.class")) {
                    Class<?> type = Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                            false,
                            Body.class.getClassLoader());
                    if (isPublic(type) && !type.isAnnotation()) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static String describe(Class<?> type) {
        StringBuilder out = new StringBuilder(type.toGenericString()).append('\n');
        Arrays.stream(type.getDeclaredFields())
                .filter(field -> visible(field.getModifiers()))
                .sorted(Comparator.comparing(Field::getName))
                .forEach(field ->
                        out.append("    ").append(field.toGenericString()).append('\n'));
        Arrays.stream(type.getDeclaredConstructors())
                .filter(each -> visible(each.getModifiers()))
                .map(Constructor::toGenericString)
                .sorted()
                .forEach(each -> out.append("    ").append(each).append('\n'));
        Arrays.stream(type.getDeclaredMethods())
                .filter(method -> visible(method.getModifiers()) && !method.isSynthetic())
                .sorted(Comparator.comparing(Method::toGenericString))
                .forEach(method -> {
                    out.append("    ").append(method.toGenericString()).append('\n');
                    foreign(method);
                });
        return out.toString();
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void foreign(Executable method) {
        List<Type> mentioned = new ArrayList<>(List.of(method.getGenericParameterTypes()));
        mentioned.addAll(List.of(method.getExceptionTypes()));
        assertThat(mentioned)
                .as(method.toString())
                .allSatisfy(type -> assertThat(type.getTypeName())
                        .matches("(java\\..*|io\\.nuncio\\.filter\\..*|[A-Z]|byte|int|long|boolean|.*\\[\\])"));
    }
}
