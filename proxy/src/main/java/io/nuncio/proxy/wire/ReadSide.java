package io.nuncio.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.NetworkConnection.State;
import io.nuncio.proxy.spi.ReadSink;
import io.nuncio.proxy.spi.TransportSocket;

/** What a connection has read: bytes of the network, then plain ones, until its sink takes them. */
final class ReadSide {

    private static final ReadSink NOBODY = (data, end) -> {};

    final ByteQueue received = new ByteQueue();

    private final Connection connection;
    private final Channel channel;
    private final TransportSocket transport;
    private final ByteQueue plain = new ByteQueue();
    private ReadSink sink = NOBODY;
    private int disables;
    private boolean full;
    private boolean peerEnded;
    private boolean endTold;
    private boolean resuming;
    private boolean toTheEnd;

    ReadSide(Connection connection, Channel channel, TransportSocket transport) {
        this.connection = connection;
        this.channel = channel;
        this.transport = transport;
    }

    void to(ReadSink newSink) {
        sink = newSink;
        resumeLater();
    }

    boolean enabled() {
        return disables == 0;
    }

    /**
     * The peer may end while nobody reads; what it sent before is handed on all the same, later. Without this the end of
     * a peer whom nobody reads is the end of the connection.
     */
    void readToTheEnd() {
        toTheEnd = true;
    }

    /** Whether an end of the peer that comes now ends the connection. */
    boolean endsUnread() {
        return disables > 0 && !toTheEnd;
    }

    /** Whether the peer will send no more; its last bytes may still wait here. */
    boolean peerEnded() {
        return peerEnded;
    }

    /** Whether the sink knows that. */
    boolean endTold() {
        return endTold;
    }

    void disable(boolean disable) {
        if (disable) {
            if (disables++ == 0) {
                updateChannel();
            }
        } else if (disables == 0) {
            throw new IllegalStateException("reading is not disabled");
        } else if (--disables == 0) {
            updateChannel();
            resumeLater();
        }
    }

    /** Both sides have ended and only our own queue waits: the kernel would report the hang-up again and again. */
    void deafenIfDone(boolean endSent) {
        if (peerEnded && endSent && connection.state() == State.OPEN) {
            channel.deregister();
        }
    }

    /** Bytes of the channel. */
    void add(ByteBuf bytes) {
        received.add(bytes);
        int limit = connection.bufferLimit();
        if (limit > 0 && received.readableBytes() >= limit) {
            pump();
        }
    }

    /** The channel has read all there was for now. */
    void complete() {
        if (!received.isEmpty()) {
            pump();
        }
    }

    void peerHasEnded() {
        peerEnded = true;
        pump();
    }

    /** Hands on what was received, if anybody wants it. */
    void pump() {
        if (!connection.readable() || disables > 0) {
            return;
        }
        switch (transport.doRead(plain, peerEnded)) {
            case KEEP_OPEN -> deliver(false);
            case END_OF_INPUT -> {
                peerEnded = true;
                deliver(connection.halfCloseEnabled());
                connection.onInputEnd();
            }
            case CLOSE -> {
                deliver(false);
                connection.transportFailed();
            }
        }
    }

    private void deliver(boolean end) {
        if (plain.isEmpty() && (!end || endTold)) {
            return;
        }
        endTold |= end;
        sink.onData(plain, end);
        takenLater();
    }

    /** After a sink took bytes: reading goes on if it was stopped because too much waited here, or is stopped so. */
    void takenLater() {
        int limit = connection.bufferLimit();
        boolean isFull = limit > 0 && plain.readableBytes() >= limit;
        if (isFull != full) {
            full = isFull;
            updateChannel();
        }
    }

    /** Has the channel read, or not. */
    void updateChannel() {
        State state = connection.state();
        if (state == State.CLOSED) {
            return;
        }
        boolean want = state == State.CLOSING ? connection.waitsForPeer() : disables == 0 && !full;
        if (channel.config().isAutoRead() != want) {
            channel.config().setAutoRead(want);
        }
    }

    void resumeLater() {
        if (!resuming && (!received.isEmpty() || !plain.isEmpty() || peerEnded)) {
            resuming = true;
            connection.loop().resumeLater(connection);
        }
    }

    void resumeNow() {
        resuming = false;
        pump();
    }

    void release() {
        received.release();
        plain.release();
        sink = NOBODY;
    }
}
