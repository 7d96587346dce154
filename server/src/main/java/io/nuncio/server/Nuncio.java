package io.nuncio.server;

import com.google.common.collect.ImmutableMap;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/**
 * One running proxy. Several may live in one JVM: nothing of it is static, and {@link #close} leaves no thread, descriptor or
 * buffer behind.
 */
@AnyThread
public final class Nuncio implements AutoCloseable {

    private final Threads threads;
    private final Server server;

    private Nuncio(Threads threads, Server server) {
        this.threads = threads;
        this.server = server;
    }

    /**
     * Reads a configuration as a start would, and opens nothing.
     *
     * @throws ConfigurationException with every error in it
     */
    public static void validate(Options options) throws ConfigurationException {
        Configuration.read(options);
    }

    /** As {@link #start(Options, Surroundings)}, for a program that embeds a proxy. */
    public static Nuncio start(Options options) throws ConfigurationException {
        return start(options, Surroundings.EMBEDDED);
    }

    /**
     * Starts a proxy. When this returns, the admin answers and everything in the bootstrap itself is in force; workers accept
     * as soon as what it refers to is there too (see {@link #awaitLive}).
     *
     * @throws ConfigurationException with every reason why it cannot start; nothing is left behind
     */
    public static Nuncio start(Options options, Surroundings surroundings) throws ConfigurationException {
        Configuration configuration = Configuration.read(options);
        Server server = new Server(configuration, options, surroundings);
        Threads threads = server.threads();
        Nuncio started = new Nuncio(threads, server);
        threads.start();
        try {
            threads.ask(() -> {
                server.open();
                return server;
            });
        } catch (ExecutionException e) {
            started.close();
            if (e.getCause() instanceof ConfigurationException refused) {
                throw refused;
            }
            throw new IllegalStateException("the proxy cannot start", e.getCause());
        }
        return started;
    }

    /** Waits until the workers accept; false if the proxy ended before. */
    public boolean awaitLive() throws InterruptedException {
        return server.awaitLive();
    }

    /** Where the listeners are bound, by their names in the order of the configuration. */
    public ImmutableMap<String, SocketAddress> listeners() {
        return ask(server::boundListeners);
    }

    /**
     * The port of a listener.
     *
     * @throws NoSuchElementException if there is no listener of that name with a port
     */
    public int port(String listener) {
        if (listeners().get(listener) instanceof InetSocketAddress bound) {
            return bound.getPort();
        }
        throw new NoSuchElementException("no listener '" + listener + "' with a port; there are "
                + listeners().keySet());
    }

    /** Where the admin is bound; empty if none is configured. */
    public Optional<Address> adminAddress() {
        return ask(server::adminAddress);
    }

    /** The port of the admin; empty if it has none. */
    public OptionalInt adminPort() {
        return adminAddress().orElse(null) instanceof Address.Socket socket
                ? OptionalInt.of(socket.port())
                : OptionalInt.empty();
    }

    /**
     * Calls back on main whenever the process gets a signal, until the proxy has ended. A signal that the virtual machine
     * keeps for itself is logged and left to it.
     *
     * @param signal as "TERM" or "HUP"
     */
    public void onSignal(String signal, Runnable callback) {
        threads.main().post(() -> server.onSignal(signal, callback));
    }

    /** Accepts no more, and ends when the last connection has gone, or when the time for that is over. Returns at once. */
    public void drainAndEnd() {
        threads.main().post(server::drainAndEnd);
    }

    /** Ends. Returns at once. */
    public void end() {
        threads.main().post(server::end);
    }

    /** Opens log files anew, after a rotation. Returns at once. */
    public void reopenLogs() {
        threads.main().post(server::reopenLogs);
    }

    /** Waits until the proxy has ended, whoever ended it, and however often the caller is interrupted. */
    public void awaitEnd() {
        threads.join();
    }

    /** Ends and waits for the end. Idempotent. Not to be called by the proxy's own threads. */
    @Override
    public void close() {
        end();
        threads.join();
    }

    private <T> T ask(Callable<T> question) {
        try {
            return threads.ask(question);
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("the proxy has ended", e);
        }
    }
}
