package io.nuncio.proxy.wire.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.NetworkConnection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a codec needs of a connection, in memory: what is written stays in a queue. Everything else is not there. */
public final class FakeConnection implements InvocationHandler {

    private final NetworkConnection face = (NetworkConnection) Proxy.newProxyInstance(
            FakeConnection.class.getClassLoader(), new Class<?>[] {NetworkConnection.class}, this);
    private final ByteQueue written = new ByteQueue();
    private int writes;
    private int readDisables;
    private boolean above;
    private @Nullable CloseType closed;

    /** The connection that a codec is given. */
    public NetworkConnection face() {
        return face;
    }

    /** What has been written and not been taken. */
    public ByteQueue written() {
        return written;
    }

    /** What has been written, which is forgotten. */
    public String takeWritten() {
        String text = written.toLatin1();
        written.release();
        writes = 0;
        return text;
    }

    /** How many writes there were since they were taken. */
    public int writes() {
        return writes;
    }

    public int readDisables() {
        return readDisables;
    }

    /** How it was closed; null while it is open. */
    public @Nullable CloseType closed() {
        return closed;
    }

    /** Whether more waits than the high watermark, as the codec will see it. */
    public void above(boolean isAbove) {
        above = isAbove;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] args) {
        return switch (method.getName()) {
            case "write" -> {
                writes++;
                written.moveFrom((ByteQueue) Objects.requireNonNull(args[0]));
                yield null;
            }
            case "readDisable" -> {
                readDisables += (boolean) Objects.requireNonNull(args[0]) ? 1 : -1;
                yield null;
            }
            case "aboveHighWatermark" -> above;
            case "close" -> {
                if (closed == null) {
                    closed = (CloseType) args[0];
                }
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }
}
