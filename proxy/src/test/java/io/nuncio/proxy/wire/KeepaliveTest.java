package io.nuncio.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.proxy.spec.cluster.TcpKeepaliveSpec;
import io.nuncio.proxy.spi.CloseType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class KeepaliveTest {

    private static final SocketAddress TCP = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    @Test
    void theSystemProbesAsConfigured() {
        opened(LoopOptions.Kind.EPOLL, TCP, new TcpKeepaliveSpec(3, 60, 7), connection -> {
            assertThat(connection.channel().config().getOption(ChannelOption.SO_KEEPALIVE))
                    .isTrue();
            assertThat(connection.channel().config().getOption(EpollChannelOption.TCP_KEEPCNT))
                    .isEqualTo(3);
            assertThat(connection.channel().config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(60);
            assertThat(connection.channel().config().getOption(EpollChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(7);
        });
        opened(
                LoopOptions.Kind.NIO,
                TCP,
                new TcpKeepaliveSpec(3, 60, 7),
                connection -> assertThat(connection
                                .channel()
                                .config()
                                .getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                        .isEqualTo(60));
    }

    @Test
    void whatIsNotConfiguredStaysAsTheSystemHasIt() {
        int[] idle = new int[2];
        opened(
                LoopOptions.Kind.EPOLL,
                TCP,
                new TcpKeepaliveSpec(0, 0, 0),
                connection -> idle[0] = connection.channel().config().getOption(EpollChannelOption.TCP_KEEPIDLE));
        opened(
                LoopOptions.Kind.EPOLL,
                TCP,
                new TcpKeepaliveSpec(3, 0, 7),
                connection -> idle[1] = connection.channel().config().getOption(EpollChannelOption.TCP_KEEPIDLE));
        assertThat(idle[1]).isEqualTo(idle[0]).isNotZero();
    }

    @Test
    void aUnixSocketIsLeftAlone() {
        opened(
                LoopOptions.Kind.EPOLL,
                UnixDomainSocketAddress.of("/nowhere"),
                new TcpKeepaliveSpec(3, 60, 7),
                connection -> assertThat(connection.channel().config().getOption(ChannelOption.SO_KEEPALIVE))
                        .isNull());
    }

    private static void opened(
            LoopOptions.Kind kind, SocketAddress to, TcpKeepaliveSpec spec, Consumer<Connection> look) {
        try (TestLoop loop = new TestLoop(kind)) {
            Connection connection = Connections.toOpen(loop.wire(), to, RawBuffer.MAKER);
            Keepalive.configure(connection, spec);
            look.accept(connection);
            connection.close(CloseType.NO_FLUSH);
        }
    }
}
