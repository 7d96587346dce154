package io.nuncio.extensions.http.javafilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each case of a filter is a test of its name, or stands in a table with the reason why not. */
class CasesTest {

    private static final int X_CASES = 21;
    private static final int Y_CASES = 50;
    private static final int INAPPLICABLE_MAX = 6;
    private static final Set<String> MAY_WAIT = Set.of("X14", "X16", "X17", "X21", "Y45", "Y47", "Y49");
    private static final Pattern TEST = Pattern.compile("void ((?:[MXY][0-9]{2}_)+)");
    private static final Pattern LINE = Pattern.compile("([XY][0-9]{2}) (waits|inapplicable)\\b.{10,}");

    private static Set<String> tested() throws IOException {
        Set<String> found = new TreeSet<>();
        Path root = Path.of("").toAbsolutePath();
        Path house = Files.isDirectory(root.resolve("proxy")) ? root : Objects.requireNonNull(root.getParent());
        for (String module : new String[] {"proxy", "extensions"}) {
            try (Stream<Path> files = Files.walk(house.resolve(module + "/src/test/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith("Test.java"))
                        .toList()) {
                    Matcher matcher = TEST.matcher(Files.readString(file));
                    while (matcher.find()) {
                        found.addAll(Set.of(matcher.group(1).split("_", -1)));
                    }
                }
            }
        }
        return found;
    }

    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(CasesTest.class.getResourceAsStream("/filter-cases.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        Matcher matcher = LINE.matcher(line);
                        assertThat(matcher.matches()).as(line).isTrue();
                        table.put(matcher.group(1), matcher.group(2));
                    });
        }
        return table;
    }

    @Test
    void everyCaseIsTestedOrStandsInTheTable() throws IOException {
        Set<String> missing = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        Set<String> tested = tested();
        Map<String, String> table = table();
        for (int i = 1; i <= X_CASES + Y_CASES; i++) {
            String id = i <= X_CASES ? String.format("X%02d", i) : String.format("Y%02d", i - X_CASES);
            if (!tested.contains(id) && !table.containsKey(id)) {
                missing.add(id);
            } else if (tested.contains(id) && table.containsKey(id)) {
                twice.add(id);
            }
        }
        assertThat(missing).as("neither tested nor explained").isEmpty();
        assertThat(twice).as("explained although tested").isEmpty();
    }

    @Test
    void fewWaitAndFewerDoNotApply() throws IOException {
        Map<String, String> table = table();
        Set<String> waiting = new TreeSet<>();
        table.forEach((id, how) -> {
            if (how.equals("waits")) {
                waiting.add(id);
            }
        });
        assertThat(MAY_WAIT).containsAll(waiting);
        assertThat(table.size() - waiting.size()).isLessThanOrEqualTo(INAPPLICABLE_MAX);
    }
}
