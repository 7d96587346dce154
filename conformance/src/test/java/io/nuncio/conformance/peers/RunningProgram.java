package io.nuncio.conformance.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that serves until it is closed. */
public final class RunningProgram implements AutoCloseable {

    private static final long START_LIMIT_MS = 20_000;
    private static final long END_LIMIT_MS = 5_000;
    private static final long POLL_MS = 20;

    private final Process process;

    private RunningProgram(Process process) {
        this.process = process;
    }

    /** Starts a program and waits until it listens on all its ports. */
    public static RunningProgram start(Path log, List<Integer> ports, List<String> command)
            throws IOException, InterruptedException {
        RunningProgram program = new RunningProgram(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_LIMIT_MS);
        for (int port : ports) {
            while (!listens(port)) {
                if (!program.process.isAlive() || System.nanoTime() > until) {
                    program.close();
                    throw new IOException(command + " does not listen: " + Files.readString(log));
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        }
        return program;
    }

    /** Ports that nobody has now. All are held at the same time, so that they differ. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket each : held) {
                each.close();
            }
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) START_LIMIT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
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
