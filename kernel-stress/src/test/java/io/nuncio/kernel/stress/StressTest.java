package io.nuncio.kernel.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All jcstress tests, shortly with every build and at length by hand ({@code -Dnuncio.excluded.groups= -Dgroups=long}). */
class StressTest {

    private static final List<String> THREAD = List.of("-t", "io.nuncio.kernel.thread.*");

    /** A state of these holds the descriptors of two loops, so that few may be alive at once. */
    private static final List<String> SLOT = List.of(
            "-t",
            "io.nuncio.kernel.slot.*",
            "-strideSize",
            "5",
            "-strideCount",
            "4",
            "-af",
            "NONE",
            "-spinStyle",
            "THREAD_YIELD");

    @Test
    void noForbiddenOutcomeInAShortRun() throws Exception {
        stress("thread-short", THREAD, "-f", "1", "-iters", "2", "-time", "50", "-fsm", "1", "-sc", "false");
        stress("slot-short", SLOT, "-f", "1", "-iters", "2", "-time", "200", "-fsm", "1", "-sc", "false");
    }

    @Test
    @Tag("long")
    void noForbiddenOutcomeInALongRun() throws Exception {
        stress("thread-long", THREAD, "-m", "default");
        stress("slot-long", SLOT, "-m", "default");
    }

    private static void stress(String name, List<String> which, String... options)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of("target", "jcstress-" + name));
        Path log = directory.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                ".",
                "-jvmArgs",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(which);
        command.addAll(List.of(options));
        Process jcstress = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = jcstress.waitFor();
        String output = Files.readString(log);
        assertThat(exit).as("%s", output).isZero();
        assertThat(output)
                .contains("Failed tests: No matches.")
                .contains("Error tests: No matches.")
                .containsPattern("All remaining tests: [1-9]\\d* matching test results")
                .doesNotContain("FORBIDDEN test");
    }
}
