package io.nuncio.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that class files do not show: sizes of files, banned words, sleeping tests, fixed ports, unfinished lines. */
class SourcesTest {

    private static final int FILE_LINES_MAX = 400;
    private static final Pattern BANNED = Pattern.compile(
            "System\\.(out|err)\\b|\\.printStackTrace\\(|catch \\((final )?Throwable\\b|TODO|FIXME|not implemented yet");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.[A-Z]+\\.sleep\\(");
    private static final Pattern FIXED_PORT =
            Pattern.compile("new InetSocketAddress\\([^)]*, ?[1-9][0-9]{3,4}\\)|\\.bind\\([1-9][0-9]{3,4}\\)");

    @Test
    void filesStayShort() throws IOException {
        List<String> found = new ArrayList<>();
        sources((file, lines) -> {
            if (lines.size() > FILE_LINES_MAX && !Exceptions.listed("long-file", file)) {
                found.add(file + ": " + lines.size() + " lines");
            }
        });
        assertThat(found).isEmpty();
    }

    @Test
    void rule16_bannedWordsStayOut() throws IOException {
        List<String> found = new ArrayList<>();
        sources((file, lines) -> {
            if (file.contains("/src/main/") && !Exceptions.listed("banned", file)) {
                collect(file, lines, BANNED, found);
            }
        });
        assertThat(found)
                .as("log with SLF4J; catch what you can name; finish what you begin")
                .isEmpty();
    }

    @Test
    void rule17_testsNeitherSleepNorFixPorts() throws IOException {
        List<String> found = new ArrayList<>();
        sources((file, lines) -> {
            if (file.contains("/src/test/") && !file.contains("/architecture/") && !Exceptions.listed("sleeps", file)) {
                if (!file.startsWith("conformance/")) {
                    collect(file, lines, SLEEP, found);
                }
                collect(file, lines, FIXED_PORT, found);
            }
        });
        assertThat(found)
                .as("turn the clock by hand; let the kernel choose the port")
                .isEmpty();
    }

    private static void collect(String file, List<String> lines, Pattern pattern, List<String> found) {
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = pattern.matcher(lines.get(i));
            if (matcher.find()) {
                found.add(file + ":" + (i + 1) + ": " + matcher.group());
            }
        }
    }

    private static void sources(BiConsumer<String, List<String>> each) throws IOException {
        Path root = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        int seen = 0;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.filter(SourcesTest::isSource).sorted()::iterator) {
                each.accept(root.relativize(file).toString(), Files.readAllLines(file));
                seen++;
            }
        }
        assertThat(seen).as("sources found under " + root).isGreaterThan(10);
    }

    private static boolean isSource(Path file) {
        String path = file.toString();
        return path.endsWith(".java") && path.contains("/src/") && !path.contains("/target/");
    }
}
