package io.nuncio.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every stress test for a moment; tagged "long": for as long as it takes. A state of these tests holds descriptors, hence
 * the small strides. jcstress's report is in {@code target/jcstress/report}.
 */
final class StressTest {

    private static final Path WORK = Path.of("target", "jcstress");

    @Test
    void no_test_sees_what_is_forbidden() throws IOException, InterruptedException {
        assertNothingForbidden("-iters", "2", "-time", "200");
    }

    @Test
    @Tag("long")
    void no_test_sees_what_is_forbidden_in_the_long_run() throws IOException, InterruptedException {
        assertNothingForbidden("-iters", "10", "-time", "5000");
    }

    private static void assertNothingForbidden(String... length) throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                "report",
                "-f",
                "1",
                "-sc",
                "false",
                "-af",
                "NONE",
                "-strideSize",
                "5",
                "-strideCount",
                "4",
                "-spinStyle",
                "THREAD_YIELD",
                "-jvmArgs",
                "-Xmx256m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(length));
        Process process = new ProcessBuilder(command)
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("Failed tests: No matches.")
                .contains("Error tests: No matches.")
                .containsPattern("All remaining tests: [1-9]\\d* matching");
    }
}
