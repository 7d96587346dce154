package io.nuncio.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.nuncio.filter.thread.AnyThread;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sockets that fit a loop: a channel of one kind can only live on a loop of that kind. */
@AnyThread
@SuppressWarnings("ImmutableEnumChecker") // references to constructors
public enum IoKind {
    EPOLL(
            EpollSocketChannel::new,
            EpollDomainSocketChannel::new,
            EpollServerSocketChannel::new,
            EpollServerDomainSocketChannel::new),
    IO_URING(
            IoUringSocketChannel::new,
            IoUringDomainSocketChannel::new,
            IoUringServerSocketChannel::new,
            IoUringServerDomainSocketChannel::new),
    NIO(
            NioSocketChannel::new,
            NioDomainSocketChannel::new,
            NioServerSocketChannel::new,
            NioServerDomainSocketChannel::new);

    private final Supplier<Channel> tcp;
    private final Supplier<Channel> unix;
    private final Supplier<ServerChannel> tcpServer;
    private final Supplier<ServerChannel> unixServer;

    IoKind(
            Supplier<Channel> tcp,
            Supplier<Channel> unix,
            Supplier<ServerChannel> tcpServer,
            Supplier<ServerChannel> unixServer) {
        this.tcp = tcp;
        this.unix = unix;
        this.tcpServer = tcpServer;
        this.unixServer = unixServer;
    }

    /** The kind of a loop. */
    public static IoKind of(EventLoop loop) {
        if (loop instanceof IoEventLoop io) {
            if (io.isCompatible(EpollIoHandle.class)) {
                return EPOLL;
            }
            if (io.isCompatible(IoUringIoHandle.class)) {
                return IO_URING;
            }
        }
        return NIO;
    }

    /** A socket to connect to {@code address}, not registered yet. */
    public Channel newSocket(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress ? unix.get() : tcp.get();
    }

    /** A socket to listen on {@code address}, not registered yet. */
    public ServerChannel newServerSocket(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress ? unixServer.get() : tcpServer.get();
    }

    /** The address in the form that the channels of this kind take. */
    public SocketAddress toNetty(SocketAddress address) {
        if (this != NIO && address instanceof UnixDomainSocketAddress unixAddress) {
            String path = unixAddress.getPath().toString();
            return new DomainSocketAddress(path.startsWith("@") ? "\0" + path.substring(1) : path);
        }
        return address;
    }

    /** The address of a channel as the rest of the proxy knows it. */
    public static @Nullable SocketAddress fromNetty(@Nullable SocketAddress address) {
        if (address instanceof DomainSocketAddress unixAddress) {
            String path = unixAddress.path();
            return UnixDomainSocketAddress.of(path.startsWith("\0") ? "@" + path.substring(1) : path);
        }
        return address;
    }
}
