package io.nuncio.proxy.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.nuncio.kernel.thread.SchedulableCallback;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import io.nuncio.proxy.wire.IoKind;
import io.nuncio.proxy.wire.WireLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker's listening socket. Hands what it accepts to the listener that it serves at that moment. */
final class Acceptor extends ChannelInboundHandlerAdapter {

    /** After a failed accept (no descriptors left) the socket rests so long; the kernel keeps the queue. */
    private static final long REST_AFTER_FAILURE_MS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    private final WireLoop loop;
    private final ListenSockets sockets;
    private final ServerChannel channel;
    private final Timer rest;
    private final SchedulableCallback last;
    private final List<Runnable> afterLastCall = new ArrayList<>(1);
    private @Nullable Listener serves;
    private boolean paused;
    private int acceptedThisEvent;

    Acceptor(WireLoop loop, ListenSockets sockets, Listener first, boolean paused) {
        this.loop = loop;
        this.sockets = sockets;
        this.serves = first;
        this.paused = paused;
        this.channel = loop.kind().newServerSocket(sockets.address());
        this.rest = loop.dispatcher().createTimer(this::updateReading);
        this.last = loop.dispatcher().createSchedulableCallback(this::onLastCall);
    }

    /** Binds and listens; answers what went wrong. */
    Optional<String> open() {
        ListenerSocketSpec spec = sockets.spec();
        configure(spec);
        channel.pipeline().addLast(this);
        loop.dispatcher().eventLoop().register(channel);
        updateReading();
        SocketAddress address = sockets.address();
        ChannelFuture bound = channel.bind(loop.kind().toNetty(address));
        Throwable failure = bound.cause();
        if (failure != null) {
            close();
            return Optional.of("cannot bind '" + address + "': " + failure.getMessage());
        }
        return setMode(address);
    }

    private void configure(ListenerSocketSpec spec) {
        channel.config()
                .setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator()
                        .respectMaybeMoreData(false)
                        .maxMessagesPerRead(spec.acceptsPerEventMax()));
        channel.config().setOption(ChannelOption.SO_BACKLOG, spec.backlog());
        if (sockets.address() instanceof UnixDomainSocketAddress) {
            return;
        }
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        if (loop.kind() == IoKind.NIO) {
            channel.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), spec.reusePort());
        } else {
            channel.config().setOption(UnixChannelOption.SO_REUSEPORT, spec.reusePort());
        }
        if (loop.kind() == IoKind.EPOLL) {
            if (spec.transparent()) {
                channel.config().setOption(EpollChannelOption.IP_TRANSPARENT, true);
            }
            if (spec.freebind()) {
                channel.config().setOption(EpollChannelOption.IP_FREEBIND, true);
            }
        }
    }

    private Optional<String> setMode(SocketAddress address) {
        int mode = sockets.unixMode();
        if (mode == 0 || !(address instanceof UnixDomainSocketAddress unix)) {
            return Optional.empty();
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighestBit = PosixFilePermission.values();
        for (int bit = 0; bit < fromHighestBit.length; bit++) {
            if ((mode & 1 << (fromHighestBit.length - 1 - bit)) != 0) {
                permissions.add(fromHighestBit[bit]);
            }
        }
        try {
            Files.setPosixFilePermissions(unix.getPath(), permissions);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot set mode of '" + address + "': " + e.getMessage());
        }
    }

    ListenSockets sockets() {
        return sockets;
    }

    /** The listener that gets the connections; null for one that has stopped. */
    @Nullable
    Listener serves() {
        return serves;
    }

    /** Another listener takes over. */
    void serve(Listener next) {
        serves = next;
    }

    /** Accepts or lets the kernel's queue fill up. */
    void pause(boolean pause) {
        paused = pause;
        updateReading();
    }

    private void updateReading() {
        channel.config().setAutoRead(!paused && !rest.enabled());
    }

    /**
     * Accepts what waits in the kernel's queue, which would be reset with the socket, then calls back. Whatever comes
     * between the two is lost; that is a moment.
     */
    void lastCall(Runnable then) {
        afterLastCall.add(then);
        last.scheduleNextIteration();
    }

    private void onLastCall() {
        List<Runnable> told = List.copyOf(afterLastCall);
        afterLastCall.clear();
        told.forEach(Runnable::run);
    }

    void close() {
        serves = null;
        rest.close();
        last.close();
        List<Runnable> told = List.copyOf(afterLastCall);
        afterLastCall.clear();
        channel.unsafe().close(channel.voidPromise());
        told.forEach(Runnable::run);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel child = (Channel) accepted;
        Listener listener = serves;
        acceptedThisEvent++;
        if (listener == null) {
            child.unsafe().closeForcibly();
        } else {
            listener.onAccept(child);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (acceptedThisEvent > 0 && serves != null) {
            serves.plan().stats().acceptedPerEvent.record(acceptedThisEvent);
        }
        acceptedThisEvent = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("cannot accept on {}: {}", sockets.address(), cause.toString());
        if (serves != null) {
            rest.enableMs(REST_AFTER_FAILURE_MS);
            updateReading();
        }
    }
}
