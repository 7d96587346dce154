package io.nuncio.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where a scenario works: its folder, the peers, processes that end with it. */
final class Workshop implements AutoCloseable {

    private static final long START_LIMIT_MS = 20_000;
    private static final long END_LIMIT_MS = 5_000;
    private static final long POLL_MS = 20;

    private final Path root;
    private final Path folder;
    private final PrintStream out;
    private final List<Process> started = new ArrayList<>();

    Workshop(Path root, String name, PrintStream out) throws IOException {
        this.root = root;
        this.folder = Files.createDirectories(root.resolve("target/bench").resolve(name));
        this.out = out;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of processes"));
    }

    /** The project. */
    Path root() {
        return root;
    }

    /** Where files of this scenario go. */
    Path folder() {
        return folder;
    }

    /** Says something to whom it concerns. */
    void say(String line) {
        out.println(line);
    }

    /** A peer: fetched, or on the machine; empty if it is neither. */
    Optional<Path> peer(String name) {
        List<Path> places = new ArrayList<>(List.of(root.resolve(".peers/bin")));
        for (String place : System.getenv("PATH").split(":", -1)) {
            places.add(Path.of(place));
        }
        places.add(Path.of("/usr/sbin"));
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A port that nobody has now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Writes a file of this scenario. */
    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Starts a program on some cores and waits until it listens. Its output goes to a file of its name. */
    Process start(String name, String cores, int port, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(pinned(cores, command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_LIMIT_MS);
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IOException(name + " does not listen, see " + log);
            }
            Thread.sleep(POLL_MS);
        }
        return process;
    }

    /** Runs a program to its end and gives what it wrote. */
    String run(String cores, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(pinned(cores, command))
                .redirectErrorStream(true)
                .start();
        started.add(process);
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(command + " ended with " + code + ": " + text);
        }
        return text;
    }

    /** Starts a program whose output and input the caller uses. */
    Process open(String cores, List<String> command) throws IOException {
        Process process = new ProcessBuilder(pinned(cores, command))
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    @Override
    public void close() {
        started.forEach(Process::destroy);
        for (Process process : started) {
            try {
                if (!process.waitFor(END_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<String> pinned(String cores, List<String> command) {
        if (peer("taskset").isEmpty()) {
            return command;
        }
        List<String> out = new ArrayList<>(List.of("taskset", "-c", cores));
        out.addAll(command);
        return out;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) START_LIMIT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
