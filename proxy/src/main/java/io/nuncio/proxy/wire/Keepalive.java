package io.nuncio.proxy.wire;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spec.cluster.TcpKeepaliveSpec;
import jdk.net.ExtendedSocketOptions;

/** Has the operating system probe idle connections. A socket that is none of TCP stays as it is. */
@OnWorker
public final class Keepalive {

    private Keepalive() {}

    /** To be called before the connection is opened. */
    public static void configure(Connection connection, TcpKeepaliveSpec spec) {
        configure(connection.channel().config(), spec);
    }

    /** The same for a socket that is not opened yet, of whoever has it. */
    @AnyThread
    public static void configure(ChannelConfig config, TcpKeepaliveSpec spec) {
        if (!config.setOption(ChannelOption.SO_KEEPALIVE, true)) {
            return;
        }
        // Each kind of channel knows its own options only and ignores the others'.
        if (spec.probes() > 0) {
            config.setOption(EpollChannelOption.TCP_KEEPCNT, spec.probes());
            config.setOption(IoUringChannelOption.TCP_KEEPCNT, spec.probes());
            config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), spec.probes());
        }
        if (spec.idleSeconds() > 0) {
            config.setOption(EpollChannelOption.TCP_KEEPIDLE, spec.idleSeconds());
            config.setOption(IoUringChannelOption.TCP_KEEPIDLE, spec.idleSeconds());
            config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), spec.idleSeconds());
        }
        if (spec.intervalSeconds() > 0) {
            config.setOption(EpollChannelOption.TCP_KEEPINTVL, spec.intervalSeconds());
            config.setOption(IoUringChannelOption.TCP_KEEPINTVL, spec.intervalSeconds());
            config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), spec.intervalSeconds());
        }
    }
}
