package io.nuncio.proxy.wire.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.ResetReason;

/**
 * A downstream and an upstream codec that talk to each other. What one writes lies there until {@link #pump}; a side whose
 * reading is disabled leaves it there, and its sender is told when that is too much.
 */
public final class CodecPair {

    /** Of what one side has written and the other has not read. */
    public static final int HIGH_WATERMARK_BYTES = 65_536;

    private final Codec downstream;
    private final UpstreamCodec upstream;
    private final Side down;
    private final Side up;

    /** Two codecs and the connections that they were made with. */
    public CodecPair(
            Codec downstream, FakeConnection downConnection, UpstreamCodec upstream, FakeConnection upConnection) {
        this.downstream = downstream;
        this.upstream = upstream;
        down = new Side(downstream, downConnection);
        up = new Side(upstream, upConnection);
    }

    public Codec downstream() {
        return downstream;
    }

    public UpstreamCodec upstream() {
        return upstream;
    }

    /** Carries bytes and ends of connections to and fro until nothing moves. */
    public void pump() {
        boolean moved = true;
        while (moved) {
            moved = down.moveTo(up);
            moved |= up.moveTo(down);
        }
    }

    /** The connection breaks. */
    public void close() {
        down.end(ResetReason.CONNECTION_TERMINATION);
        up.end(ResetReason.CONNECTION_TERMINATION);
    }

    public void release() {
        down.release();
        up.release();
    }

    private static final class Side {

        private final Codec codec;
        private final FakeConnection connection;
        private final ByteQueue received = new ByteQueue();
        private boolean above;
        private boolean ended;
        private boolean broken;

        Side(Codec codec, FakeConnection connection) {
            this.codec = codec;
            this.connection = connection;
        }

        /** Answers whether something moved. */
        boolean moveTo(Side other) {
            boolean moved = false;
            if (!other.ended && other.connection.readDisables() == 0) {
                long before = other.received.readableBytes();
                moved = !connection.written().isEmpty();
                other.received.moveFrom(connection.written());
                if (!other.received.isEmpty() && !other.broken) {
                    other.broken = !other.codec.dispatch(other.received);
                    moved |= other.received.readableBytes() != before;
                }
            }
            watermarks();
            if (connection.closed() != null && connection.written().isEmpty() && !ended) {
                end(ResetReason.CONNECTION_TERMINATION);
                other.end(ResetReason.CONNECTION_TERMINATION);
                moved = true;
            }
            return moved;
        }

        private void watermarks() {
            long waiting = connection.written().readableBytes();
            if (!above && waiting > HIGH_WATERMARK_BYTES) {
                above = true;
                connection.above(true);
                codec.aboveWriteHighWatermark();
            } else if (above && waiting <= HIGH_WATERMARK_BYTES / 2) {
                above = false;
                connection.above(false);
                codec.belowWriteLowWatermark();
            }
        }

        void end(ResetReason reason) {
            if (!ended) {
                ended = true;
                codec.connectionClosed(reason, connection.closed() == null);
            }
        }

        void release() {
            received.release();
            connection.written().release();
        }
    }
}
