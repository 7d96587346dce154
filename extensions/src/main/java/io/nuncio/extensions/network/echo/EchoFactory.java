package io.nuncio.extensions.network.echo;

import io.envoyproxy.envoy.extensions.filters.network.echo.v3.Echo;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.Set;

/** Makes filters that write back what they read. */
public final class EchoFactory implements NetworkFilterFactory {

    @Override
    public String name() {
        return "envoy.filters.network.echo";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(Echo.getDescriptor().getFullName());
    }

    @Override
    @OnMain
    public NetworkFilterMaker parse(TypedConfig config, ParseContext context) {
        return new Maker();
    }

    private static final class Maker implements NetworkFilterMaker {
        @Override
        public NetworkFilter make(NetworkFilterCallbacks callbacks) {
            return new EchoFilter(callbacks.connection());
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    private static final class EchoFilter implements NetworkFilter {
        private final NetworkConnection connection;

        EchoFilter(NetworkConnection connection) {
            this.connection = connection;
        }

        @Override
        public Verdict onNewConnection() {
            connection.enableHalfClose(true);
            return Verdict.CONTINUE;
        }

        @Override
        public Verdict onData(ByteQueue data, boolean end) {
            StreamInfo info = connection.streamInfo();
            info.addBytesReceived(data.readableBytes());
            info.addBytesSent(data.readableBytes());
            connection.write(data, end);
            return Verdict.STOP;
        }
    }
}
