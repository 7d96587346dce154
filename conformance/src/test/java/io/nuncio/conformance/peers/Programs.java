package io.nuncio.conformance.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The programs of others, as {@code ./nuncio peers} fetches them or as they are on the machine. */
public final class Programs {

    private static final long RUN_LIMIT_S = 60;

    private Programs() {}

    /** Where a program is; empty if it is missing. */
    public static Optional<Path> find(String name) {
        Path root = Objects.requireNonNull(Path.of("").toAbsolutePath());
        List<Path> places = new ArrayList<>();
        for (Path folder = root; folder != null && places.size() < 2; folder = folder.getParent()) {
            places.add(folder.resolve(".peers/bin"));
        }
        for (String place : System.getenv("PATH").split(":", -1)) {
            places.add(Path.of(place));
        }
        places.add(Path.of("/usr/sbin"));
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where a program is; without it the test is skipped, by its name. */
    public static Path need(String name) {
        Optional<Path> found = find(name);
        Assumptions.assumeTrue(found.isPresent(), name + " is missing (./nuncio peers fetches it)");
        return found.orElseThrow();
    }

    /** Runs a program to its end; answers what it wrote, both streams. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("nuncio-peer", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(RUN_LIMIT_S, TimeUnit.SECONDS)) {
                throw new IOException(command + " does not end");
            }
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
