package io.nuncio.control.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Configurations of other projects, beside the repository or where {@code -Dnuncio.corpus} says; tests skip without. */
final class Corpus {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private Corpus() {}

    static Path corpus() {
        return directory(System.getProperty("nuncio.corpus", "../shared/corpus"));
    }

    static Path differentialCases() {
        return directory(System.getProperty("nuncio.differential", "../shared/differential/cases"));
    }

    private static Path directory(String name) {
        Path found = REPOSITORY.resolve(name).normalize();
        Assumptions.assumeTrue(Files.isDirectory(found), () -> "no corpus at " + name);
        return found;
    }

    static List<Path> files(Path under, String glob) throws IOException {
        try (Stream<Path> all = Files.walk(under)) {
            return all.filter(p ->
                            p.getFileSystem().getPathMatcher("glob:" + glob).matches(under.relativize(p)))
                    .sorted()
                    .toList();
        }
    }

    /** File in the corpus to Envoy's verdict on it: "ok", or why it is refused. */
    static Map<String, String> envoyVerdicts(Path corpus) throws IOException {
        Map<String, String> verdicts = new LinkedHashMap<>();
        for (String line : Files.readAllLines(corpus.resolve("envoy-1.40-validate.txt"))) {
            if (line.startsWith("ok ")) {
                verdicts.put(line.substring("ok ".length()).strip(), "ok");
            } else if (line.startsWith("refused ")) {
                int colon = line.indexOf(": ");
                verdicts.put(line.substring("refused ".length(), colon), line.substring(colon + 2));
            }
        }
        return verdicts;
    }
}
