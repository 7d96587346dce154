package io.nuncio.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.ListenerFilter;
import io.nuncio.proxy.spi.ListenerFilter.Verdict;
import io.nuncio.proxy.spi.ListenerFilterCallbacks;
import io.nuncio.proxy.spi.StreamInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket whose listener filters are at work: collects its first bytes until the last filter is done. */
final class PendingSocket extends ChannelInboundHandlerAdapter implements ListenerFilterCallbacks {

    private final Listener listener;
    private final ListenerPlan plan;
    private final AcceptedSocket socket;
    private final List<ListenerFilter> filters;
    private final ByteQueue received = new ByteQueue();
    private @Nullable Timer timeout;
    private int current;
    private boolean ended;
    private boolean done;
    private boolean accepting;
    private boolean continued;

    PendingSocket(Listener listener, AcceptedSocket socket) {
        this.listener = listener;
        this.plan = listener.plan();
        this.socket = socket;
        this.filters =
                plan.listenerFilters().stream().map(maker -> maker.make()).toList();
    }

    void start() {
        plan.stats().preCxActive.inc();
        long timeoutMs = plan.spec().limits().listenerFiltersTimeoutMs();
        if (timeoutMs > 0) {
            timeout = dispatcher().createTimer(this::onTimeout);
            timeout.enableMs(timeoutMs);
        }
        socket.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        socket.channel().pipeline().addLast(this);
        dispatcher().eventLoop().register(socket.channel());
        accept();
    }

    /** Lets the filters from {@link #current} on see the socket, until one waits. */
    private void accept() {
        while (!done && current < filters.size()) {
            ListenerFilter filter = filters.get(current);
            accepting = true;
            continued = false;
            Verdict verdict = filter.onAccept(this);
            accepting = false;
            if (verdict == Verdict.STOP && !continued && !offer(filter)) {
                return;
            }
            current++;
        }
        finish();
    }

    /** Shows a filter what has been received; true if it is done. */
    private boolean offer(ListenerFilter filter) {
        return filter.maxReadBytes() > 0 && !received.isEmpty() && filter.onData(received) == Verdict.CONTINUE;
    }

    @Override
    public void continueFilterChain(boolean success) {
        if (done) {
            return;
        }
        if (!success) {
            plan.stats().listenerFilterError.inc();
            close();
        } else if (accepting) {
            continued = true;
        } else {
            current++;
            accept();
        }
    }

    private void finish() {
        if (!done) {
            end();
            socket.channel().pipeline().remove(this);
            listener.serve(socket, received, ended);
        }
    }

    /** Closes the socket without a chain. */
    void close() {
        if (!done) {
            ListenerFilter waiting = current < filters.size() ? filters.get(current) : null;
            end();
            if (waiting != null) {
                waiting.onClose();
            }
            received.release();
            socket.close();
        }
    }

    private void end() {
        done = true;
        plan.stats().preCxActive.dec();
        if (timeout != null) {
            timeout.close();
        }
        listener.noLongerPending(this);
    }

    private void onTimeout() {
        plan.stats().preCxTimeout.inc();
        if (plan.spec().limits().continueOnListenerFiltersTimeout()) {
            current = filters.size();
            finish();
        } else {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (done) {
            ((ByteBuf) message).release();
        } else {
            received.add((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (done || current >= filters.size()) {
            return;
        }
        ListenerFilter filter = filters.get(current);
        int wanted = filter.maxReadBytes();
        if (wanted > 0 && !received.isEmpty() && filter.onData(received) == Verdict.CONTINUE) {
            current++;
            accept();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !done) {
            plan.stats().listenerFilterRemoteClose.inc();
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!done) {
            plan.stats().listenerFilterRemoteClose.inc();
            close();
        }
    }

    @Override
    public ConnectionInfo info() {
        return socket.info();
    }

    @Override
    public StreamInfo streamInfo() {
        return socket.record();
    }

    @Override
    public Dispatcher dispatcher() {
        return listener.setting().loop().dispatcher();
    }
}
