package io.nuncio.proxy.downstream;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import java.util.function.Consumer;
import java.util.function.Function;

/** Small filters for tests. */
public final class TestFilters {

    private TestFilters() {}

    /** A terminal filter made by a function. */
    public static NetworkFilterMaker maker(Function<NetworkFilterCallbacks, NetworkFilter> make) {
        return new NetworkFilterMaker() {
            @Override
            public NetworkFilter make(NetworkFilterCallbacks callbacks) {
                return make.apply(callbacks);
            }

            @Override
            public boolean terminal() {
                return true;
            }
        };
    }

    /** Writes back what it reads; each connection is shown to {@code seen} on its worker. */
    public static NetworkFilterMaker echo(Consumer<NetworkConnection> seen) {
        return maker(callbacks -> new NetworkFilter() {
            @Override
            public Verdict onNewConnection() {
                callbacks.connection().enableHalfClose(true);
                seen.accept(callbacks.connection());
                return Verdict.CONTINUE;
            }

            @Override
            public Verdict onData(ByteQueue data, boolean end) {
                callbacks.connection().write(data, end);
                return Verdict.STOP;
            }
        });
    }

    /** Greets and closes. */
    public static NetworkFilterMaker greet(String text) {
        return maker(callbacks -> new NetworkFilter() {
            @Override
            public Verdict onNewConnection() {
                callbacks.connection().write(ByteQueue.ofAscii(text), false);
                callbacks.connection().close(CloseType.FLUSH_WRITE);
                return Verdict.STOP;
            }
        });
    }
}
