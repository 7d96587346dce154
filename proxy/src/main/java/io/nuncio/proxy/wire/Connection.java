package io.nuncio.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.ConnectionStats;
import io.nuncio.proxy.spi.DetectedClose;
import io.nuncio.proxy.spi.ReadSink;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TransportSocket;
import io.nuncio.proxy.spi.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a channel of Netty's. Confined to the dispatcher of its {@link WireLoop}; born and closed there.
 *
 * <p>Reading: what the channel has read goes through the transport socket to the {@link ReadSink}, once for each time the
 * kernel had something. While reading is disabled nothing is handed on and the channel reads no more. Writing: see
 * {@link WriteSide}. An end of the connection is told once; after it nothing is told.
 */
@OnWorker
public final class Connection implements UpstreamConnection {

    private final WireLoop loop;
    private final Channel channel;
    private final TransportSocket transport;
    private final Wiring wiring;
    private final ReadSide reads;
    private final WriteSide writes;
    private final CallbackSet callbacks = new CallbackSet();
    private final DelayedClose closing;
    private @Nullable WriteTap tap;
    private @Nullable ConnectionStats stats;
    private State state = State.OPEN;
    private boolean connected;
    private boolean halfClose;
    private DetectedClose detectedClose = DetectedClose.NORMAL;
    private String failureReason = "";
    private String localCloseReason = "";

    /** Over a channel that is connected already or will be; see {@link Connections}. */
    Connection(WireLoop loop, Channel channel, Wiring wiring, boolean connected) {
        this.loop = loop;
        this.channel = channel;
        this.wiring = wiring;
        this.transport = wiring.transport().make(wiring.info());
        this.reads = new ReadSide(this, channel, transport);
        this.writes = new WriteSide(this, channel, transport);
        this.connected = connected;
        this.closing = new DelayedClose(this, () -> end(ConnectionEvent.LOCAL_CLOSE, false));
        transport.init(new TransportLink(this, reads, writes));
    }

    @Override
    public void readTo(ReadSink sink) {
        if (state != State.CLOSED) {
            reads.to(sink);
        }
    }

    /** Who sees what is written before it goes out. */
    public void tapWrites(WriteTap newTap) {
        tap = newTap;
    }

    @Override
    public void write(ByteQueue data, boolean end) {
        if (state != State.OPEN || writes.ended()) {
            data.release();
        } else if (tap == null || tap.onWrite(data, end)) {
            writeThrough(data, end);
        }
    }

    /** As {@link #write}, past the tap. */
    public void writeThrough(ByteQueue data, boolean end) {
        if (state != State.OPEN || writes.ended()) {
            data.release();
        } else {
            writes.add(data, end);
        }
    }

    @Override
    public void close(CloseType type, String details) {
        if (state == State.CLOSED) {
            return;
        }
        if (!details.isEmpty()) {
            localCloseReason = details;
        }
        if (type == CloseType.ABORT_RESET) {
            detectedClose = DetectedClose.LOCAL_RESET;
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        boolean flushing = type == CloseType.FLUSH_WRITE || type == CloseType.FLUSH_WRITE_AND_DELAY;
        closing.begin(type == CloseType.FLUSH_WRITE_AND_DELAY);
        if (flushing && connected && transport.canFlushClose() && (writes.pending() > 0 || closing.waitsForPeer())) {
            state = State.CLOSING;
            closing.arm();
            reads.updateChannel();
            writes.flushLater();
        } else {
            end(ConnectionEvent.LOCAL_CLOSE, type != CloseType.ABORT && type != CloseType.ABORT_RESET);
        }
    }

    @Override
    public boolean delayedCloseTimedOut() {
        return closing.timedOut();
    }

    @Override
    public void enableHalfClose(boolean enabled) {
        halfClose = enabled;
    }

    @Override
    public void readDisable(boolean disable) {
        if (state == State.OPEN) {
            reads.disable(disable);
        }
    }

    /** The transport socket's handshake is complete, or it failed. */
    void transportEvent(ConnectionEvent event) {
        if (event.closed()) {
            end(event, true);
        } else if (state == State.OPEN) {
            callbacks.event(event);
        }
    }

    /** To be called after bytes were taken from the queue of a {@link ReadSink} outside its callback. */
    public void takenLater() {
        reads.takenLater();
    }

    void onBytes(ByteBuf bytes) {
        if (state != State.OPEN) {
            bytes.release();
            return;
        }
        if (stats != null) {
            stats.rxBytesTotal().add(bytes.readableBytes());
        }
        reads.add(bytes);
    }

    void onPeerEnded() {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.CLOSING) {
            if (closing.waitsForPeer()) {
                end(ConnectionEvent.LOCAL_CLOSE, false);
            } else if (!halfClose) {
                end(ConnectionEvent.REMOTE_CLOSE, false);
            }
        } else if (reads.endsUnread() && !halfClose) {
            end(ConnectionEvent.REMOTE_CLOSE, false);
        } else {
            reads.peerHasEnded();
            reads.deafenIfDone(writes.endSent());
        }
    }

    void onChannelGone(@Nullable Throwable cause) {
        Throwable why = cause == null ? writes.failure() : cause;
        if (state != State.CLOSED && why != null) {
            detectedClose = SocketErrors.detected(why);
        }
        end(ConnectionEvent.REMOTE_CLOSE, false);
    }

    void onConnected() {
        if (state != State.CLOSED) {
            connected = true;
            transport.onConnected();
            writes.flushLater();
        }
    }

    void onConnectFailed(String reason) {
        if (state != State.CLOSED) {
            failureReason = reason;
            end(ConnectionEvent.REMOTE_CLOSE, false);
        }
    }

    /** Nothing more will come, and the sink knows it if it cares. */
    void onInputEnd() {
        if (state == State.OPEN && (!halfClose || writes.endSent())) {
            end(ConnectionEvent.REMOTE_CLOSE, true);
        }
    }

    void transportFailed() {
        end(ConnectionEvent.REMOTE_CLOSE, true);
    }

    void onSent(long bytes) {
        if (stats != null) {
            stats.txBytesTotal().add(bytes);
        }
        callbacks.sent(bytes);
        if (state == State.CLOSING) {
            closing.arm();
        }
    }

    /** What waits to be written has changed since it was told last. */
    void onBuffered(long difference) {
        if (stats != null) {
            stats.txBytesBuffered().add(difference);
        }
    }

    void onAboveHighWatermark() {
        callbacks.above();
    }

    void onBelowLowWatermark() {
        callbacks.below();
    }

    /** Everything is out. */
    void onDrained(boolean tellEnd) {
        if (state == State.CLOSING && !closing.waitsForPeer()) {
            end(ConnectionEvent.LOCAL_CLOSE, true);
        } else if (state != State.CLOSING && tellEnd && !writes.endSent()) {
            writes.markEndSent();
            if (reads.endTold()) {
                end(ConnectionEvent.REMOTE_CLOSE, true);
            } else {
                ((DuplexChannel) channel).shutdownOutput();
                reads.deafenIfDone(writes.endSent());
            }
        }
    }

    /** The end: tells the transport socket, drops what is left, closes the channel, and tells the callbacks. */
    private void end(ConnectionEvent event, boolean sendWhatGoes) {
        if (state == State.CLOSED) {
            return;
        }
        transport.closeSocket(event);
        writes.end(sendWhatGoes);
        state = State.CLOSED;
        failureReason = failureReason.isEmpty() ? transport.failureReason() : failureReason;
        closing.stop();
        reads.release();
        channel.unsafe().close(channel.voidPromise());
        tap = null;
        callbacks.event(event);
    }

    boolean readable() {
        return connected && state == State.OPEN;
    }

    boolean writable() {
        return connected && state != State.CLOSED;
    }

    boolean halfCloseEnabled() {
        return halfClose;
    }

    boolean waitsForPeer() {
        return closing.waitsForPeer();
    }

    WireLoop loop() {
        return loop;
    }

    Channel channel() {
        return channel;
    }

    ReadSide reads() {
        return reads;
    }

    WriteSide writes() {
        return writes;
    }

    @Override
    public long id() {
        return wiring.info().connectionId();
    }

    @Override
    public Dispatcher dispatcher() {
        return loop.dispatcher();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public boolean connecting() {
        return state == State.OPEN && !connected;
    }

    @Override
    public boolean readEnabled() {
        return reads.enabled();
    }

    @Override
    public void noDelay(boolean enabled) {
        if (state != State.CLOSED) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, enabled);
        }
    }

    @Override
    public void addCallbacks(ConnectionCallbacks added) {
        callbacks.add(added);
    }

    @Override
    public void removeCallbacks(ConnectionCallbacks removed) {
        callbacks.remove(removed);
    }

    @Override
    public void bufferLimit(int bytes) {
        writes.limit(bytes);
    }

    @Override
    public int bufferLimit() {
        return writes.limit();
    }

    @Override
    public boolean aboveHighWatermark() {
        return writes.aboveHighWatermark();
    }

    @Override
    public long bytesToWrite() {
        return writes.pending();
    }

    @Override
    public void delayedCloseTimeoutMs(long timeoutMs) {
        closing.timeoutMs(timeoutMs);
    }

    @Override
    public void countBytes(@Nullable ConnectionStats counted) {
        stats = counted;
    }

    @Override
    public String transportFailureReason() {
        return failureReason;
    }

    @Override
    public String localCloseReason() {
        return localCloseReason;
    }

    @Override
    public DetectedClose detectedClose() {
        return detectedClose;
    }

    @Override
    public ConnectionInfo info() {
        return wiring.info();
    }

    @Override
    public StreamInfo streamInfo() {
        return wiring.streamInfo();
    }

    @Override
    public String nextProtocol() {
        return transport.protocol();
    }
}
