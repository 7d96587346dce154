package io.nuncio.proxy.wire;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TransportSocketMaker;
import java.net.SocketAddress;

/** Makes connections on the dispatcher of a {@link WireLoop}, of both sides. */
@OnWorker
public final class Connections {

    /** A read asks for this much at least: two small requests fit, and a full read, which costs another, is rare. */
    private static final int READ_BYTES_MIN = 2 * 1024;

    private static final int READ_BYTES_FIRST = 4 * 1024;
    private static final int READ_BYTES_MAX = 64 * 1024;

    private Connections() {}

    /** What was found out about an accepted socket. */
    public static ConnectionInfo infoOf(WireLoop loop, Channel accepted) {
        return new ConnectionInfo(
                loop.nextConnectionId(),
                IoKind.fromNetty(accepted.localAddress()),
                IoKind.fromNetty(accepted.remoteAddress()));
    }

    /** A record that begins now. */
    public static StreamInfo recordOf(WireLoop loop, ConnectionInfo info) {
        return new StreamInfo(loop.dispatcher().wallClockMs(), loop.dispatcher().approximateMonotonicNs(), info);
    }

    /**
     * The connection of a socket that was accepted and is not registered with any loop. It reads as soon as
     * {@link #start} is called.
     */
    public static Connection accepted(WireLoop loop, Channel channel, Wiring wiring) {
        Connection connection = new Connection(loop, channel, wiring, true);
        configure(channel);
        channel.pipeline().addLast(new ChannelBridge(connection));
        return connection;
    }

    /**
     * Lets an accepted connection take part in the loop.
     *
     * @param early what was read before, for the transport socket
     * @param ended whether the peer was heard to end before
     */
    public static void start(Connection connection, ByteQueue early, boolean ended) {
        Channel channel = connection.channel();
        connection.reads().received.moveFrom(early);
        if (ended) {
            connection.onPeerEnded();
        }
        connection.reads().resumeLater();
        if (channel.isRegistered()) {
            return;
        }
        connection.dispatcher().eventLoop().register(channel).addListener(done -> {
            if (!done.isSuccess()) {
                connection.onChannelGone(done.cause());
            }
        });
    }

    /**
     * The peer's end shall not end the connection while nobody reads, but be told after what was sent before it (Envoy's
     * {@code detectEarlyCloseWhenReadDisabled(false)}, for connections to upstreams that speak HTTP).
     */
    public static void readToTheEnd(Connection connection) {
        connection.reads().readToTheEnd();
    }

    /** A connection to be opened by {@link #connect}. */
    public static Connection toOpen(WireLoop loop, SocketAddress remote, TransportSocketMaker transport) {
        Channel channel = loop.kind().newSocket(remote);
        ConnectionInfo info = new ConnectionInfo(loop.nextConnectionId(), null, remote);
        Connection connection = new Connection(loop, channel, new Wiring(info, recordOf(loop, info), transport), false);
        configure(channel);
        channel.config().setConnectTimeoutMillis(0);
        channel.pipeline().addLast(new ChannelBridge(connection));
        return connection;
    }

    /**
     * Opens the connection. Its callbacks are told {@code CONNECTED} or {@code REMOTE_CLOSE}, never during this call; how
     * long that may take is the caller's to watch.
     */
    public static void connect(Connection connection) {
        WireLoop loop = connection.loop();
        Channel channel = connection.channel();
        SocketAddress remote =
                java.util.Objects.requireNonNull(connection.info().directRemoteAddress());
        loop.dispatcher().eventLoop().register(channel);
        boolean[] calling = {true};
        channel.connect(loop.kind().toNetty(remote)).addListener(done -> {
            Runnable tell = () -> {
                if (done.isSuccess()) {
                    connection.info().connectedFrom(IoKind.fromNetty(channel.localAddress()));
                    connection.onConnected();
                } else {
                    connection.onConnectFailed("delayed connect error: " + SocketErrors.text(done.cause()));
                }
            };
            if (calling[0]) {
                loop.dispatcher().post(tell);
            } else {
                tell.run();
            }
        });
        calling[0] = false;
    }

    /** TCP_NODELAY is on already: Netty sets it on every socket. */
    private static void configure(Channel channel) {
        ChannelConfig config = channel.config();
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_FIRST, READ_BYTES_MAX));
    }
}
