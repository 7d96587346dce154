package io.nuncio.kernel.thread;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Netty's side of a dispatcher: a loop that we turn, whose polls ask the dispatcher how long they may wait. */
final class NettyLoop extends ManualIoEventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);

    private final PollHandler poll;

    private NettyLoop(PollHandler.Factory factory, Ticker ticker) {
        super(null, null, factory, ticker);
        this.poll = factory.made();
    }

    static NettyLoop create(LoopOptions options, PollHandler.Client client) {
        PollHandler.Factory factory = new PollHandler.Factory(ioHandlers(options.kind()), client);
        return new NettyLoop(factory, new LoopTicker(options.timeSource()));
    }

    PollHandler poll() {
        return poll;
    }

    /** The nearest deadline among Netty's own scheduled tasks, or -1. */
    boolean hasScheduled() {
        return nextScheduledTaskDeadlineNanos() != -1;
    }

    private static IoHandlerFactory ioHandlers(LoopOptions.Kind kind) {
        return switch (kind) {
            case EPOLL ->
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : nioInstead("epoll", Epoll.unavailabilityCause());
            case IO_URING ->
                IoUring.isAvailable()
                        ? IoUringIoHandler.newFactory()
                        : nioInstead("io_uring", IoUring.unavailabilityCause());
            case NIO -> NioIoHandler.newFactory();
        };
    }

    private static IoHandlerFactory nioInstead(String kind, @Nullable Throwable cause) {
        LOG.warn("{} is not available here, NIO is used instead: {}", kind, String.valueOf(cause));
        return NioIoHandler.newFactory();
    }

    /** Netty's clock is the dispatcher's, with the same origin, so that deadlines of both can be compared. */
    private record LoopTicker(TimeSource timeSource) implements Ticker {

        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return timeSource.monotonicNs();
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("a loop does not sleep");
        }
    }
}
