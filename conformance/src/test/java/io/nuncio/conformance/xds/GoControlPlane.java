package io.nuncio.conformance.xds;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The control plane of {@code src/control-plane}, on go-control-plane: another process that is told what to do. */
final class GoControlPlane implements AutoCloseable {

    private static final Path SOURCES = Path.of("src", "control-plane").toAbsolutePath();
    private static final Path BINARY = Path.of("target", "control-plane").toAbsolutePath();
    private static final long BUILD_SECONDS_MAX = 600;

    private final Process process;
    private final BufferedWriter toIt;
    private final BufferedReader fromIt;

    /** Where the proxy asks. */
    final int port;

    private GoControlPlane(Process process) throws IOException {
        this.process = process;
        this.toIt = process.outputWriter(StandardCharsets.UTF_8);
        this.fromIt = process.inputReader(StandardCharsets.UTF_8);
        String listening = line();
        this.port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
    }

    /** Whether it can be built and run here. */
    static boolean available() {
        try {
            return Files.isExecutable(BINARY)
                    || new ProcessBuilder("go", "version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Builds it once, starts it. */
    static GoControlPlane start(String... arguments) throws IOException, InterruptedException {
        if (!Files.isExecutable(BINARY)) {
            Files.createDirectories(BINARY.getParent());
            Process build = new ProcessBuilder("go", "build", "-o", BINARY.toString(), ".")
                    .directory(SOURCES.toFile())
                    .inheritIO()
                    .start();
            if (!build.waitFor(BUILD_SECONDS_MAX, TimeUnit.SECONDS) || build.exitValue() != 0) {
                build.destroyForcibly();
                throw new IOException("the control plane cannot be built");
            }
        }
        List<String> command = new ArrayList<>(List.of(BINARY.toString()));
        command.addAll(List.of(arguments));
        return new GoControlPlane(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Makes another snapshot; which upstream stands behind each port, or a minus if nobody listens there. */
    Map<Integer, String> next() {
        String[] words = ask("next").split(" ");
        Map<Integer, String> expected = new TreeMap<>();
        for (int i = 2; i < words.length; i++) {
            String[] pair = words[i].split("=");
            expected.put(Integer.parseInt(pair[0]), pair[1]);
        }
        return expected;
    }

    /** How many responses the proxy has refused. */
    int refusals() {
        return Integer.parseInt(ask("state").split(" ")[2]);
    }

    private String ask(String command) {
        try {
            toIt.write(command + "\n");
            toIt.flush();
            return line();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        String line = fromIt.readLine();
        if (line == null) {
            throw new IOException("the control plane has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
