package io.nuncio.proxy.wire;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.TransportSocketCallbacks;

/** A connection as its transport socket sees it. */
record TransportLink(Connection of, ReadSide reads, WriteSide writes) implements TransportSocketCallbacks {

    @Override
    public NetworkConnection connection() {
        return of;
    }

    @Override
    public ByteQueue received() {
        return reads.received;
    }

    @Override
    public ByteQueue toSend() {
        return writes.toSend;
    }

    @Override
    public void raiseEvent(ConnectionEvent event) {
        of.transportEvent(event);
    }

    @Override
    public void resume() {
        reads.resumeLater();
        writes.flushLater();
    }
}
