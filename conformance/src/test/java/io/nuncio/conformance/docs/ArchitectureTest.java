package io.nuncio.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every package and type that a document names, in code type, exists. */
class ArchitectureTest {

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern NAME = Pattern.compile("`(io\\.nuncio(?:\\.[a-z0-9]+)*(?:\\.[A-Z][A-Za-z0-9]*)?)`");

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "STYLE.md", "README.md"})
    void namesWhatExists(String document) throws IOException {
        Matcher names = NAME.matcher(Files.readString(ROOT.resolve(document)));
        List<String> missing = new ArrayList<>();
        while (names.find()) {
            if (!exists(names.group(1))) {
                missing.add(names.group(1));
            }
        }
        assertThat(missing).as("named in " + document).isEmpty();
    }

    private static boolean exists(String name) throws IOException {
        String path = name.replace('.', '/');
        try (var modules = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
            for (Path module : modules) {
                Path source = module.resolve("src/main/java").resolve(path);
                if (Files.isDirectory(source) || Files.exists(Path.of(source + ".java"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
