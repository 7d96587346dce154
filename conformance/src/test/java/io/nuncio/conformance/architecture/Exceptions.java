package io.nuncio.conformance.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The one file of exceptions to the rules; it only shrinks. A line: rule, one blank, class. */
final class Exceptions {

    private static final Set<String> LINES = read();

    private Exceptions() {}

    static boolean listed(String rule, String name) {
        return LINES.contains(rule + " " + name);
    }

    private static Set<String> read() {
        try (InputStream in = Objects.requireNonNull(Exceptions.class.getResourceAsStream("/exceptions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
