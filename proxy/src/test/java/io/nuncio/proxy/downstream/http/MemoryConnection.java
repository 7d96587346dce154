package io.nuncio.proxy.downstream.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.NetworkConnection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A downstream connection in memory. What is written stays; a close ends it as soon as it is asked for. */
final class MemoryConnection implements InvocationHandler {

    final List<ConnectionCallbacks> callbacks = new ArrayList<>();
    final List<String> closes = new ArrayList<>();
    private final ConnectionInfo info = new ConnectionInfo(
            1,
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 80),
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4711));
    private final Dispatcher dispatcher;
    private final ByteQueue written = new ByteQueue();
    private NetworkConnection.State state = NetworkConnection.State.OPEN;
    int readDisables;

    MemoryConnection(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    NetworkConnection face() {
        return (NetworkConnection) Proxy.newProxyInstance(
                MemoryConnection.class.getClassLoader(), new Class<?>[] {NetworkConnection.class}, this);
    }

    String takeWritten() {
        String text = written.toLatin1();
        written.release();
        return text;
    }

    boolean open() {
        return state == NetworkConnection.State.OPEN;
    }

    void tell(ConnectionEvent event) {
        state = NetworkConnection.State.CLOSED;
        List.copyOf(callbacks).forEach(each -> each.onEvent(event));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] args) {
        return switch (method.getName()) {
            case "dispatcher" -> dispatcher;
            case "state" -> state;
            case "info" -> info;
            case "bufferLimit" -> 1 << 20;
            case "aboveHighWatermark", "delayedCloseTimedOut" -> false;
            case "addCallbacks" -> {
                callbacks.add((ConnectionCallbacks) Objects.requireNonNull(args[0]));
                yield null;
            }
            case "delayedCloseTimeoutMs", "countBytes" -> null;
            case "readDisable" -> {
                readDisables += (boolean) Objects.requireNonNull(args[0]) ? 1 : -1;
                yield null;
            }
            case "write" -> {
                written.moveFrom((ByteQueue) Objects.requireNonNull(args[0]));
                yield null;
            }
            case "close" -> {
                if (open()) {
                    closes.add((CloseType) args[0] + " " + (args.length > 1 ? args[1] : ""));
                    tell(ConnectionEvent.LOCAL_CLOSE);
                }
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }
}
