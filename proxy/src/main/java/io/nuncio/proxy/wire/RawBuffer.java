package io.nuncio.proxy.wire;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.TransportSocket;
import io.nuncio.proxy.spi.TransportSocketCallbacks;
import io.nuncio.proxy.spi.TransportSocketMaker;

/** The transport socket that adds nothing: Envoy's {@code raw_buffer}. */
public final class RawBuffer implements TransportSocket {

    /** Makes raw buffers. */
    public static final TransportSocketMaker MAKER = new TransportSocketMaker() {
        @Override
        public TransportSocket make(ConnectionInfo connection) {
            return new RawBuffer();
        }

        @Override
        public boolean secure() {
            return false;
        }
    };

    @SuppressWarnings("NullAway.Init") // init is called before anything else
    private TransportSocketCallbacks callbacks;

    @Override
    public void init(TransportSocketCallbacks ofConnection) {
        callbacks = ofConnection;
    }

    @Override
    public void onConnected() {
        callbacks.raiseEvent(ConnectionEvent.CONNECTED);
    }

    @Override
    public Outcome doRead(ByteQueue into, boolean ended) {
        into.moveFrom(callbacks.received());
        return ended ? Outcome.END_OF_INPUT : Outcome.KEEP_OPEN;
    }

    @Override
    public Outcome doWrite(ByteQueue from, boolean end) {
        callbacks.toSend().moveFrom(from);
        return Outcome.KEEP_OPEN;
    }

    @Override
    public void closeSocket(ConnectionEvent event) {}

    @Override
    public boolean canFlushClose() {
        return true;
    }

    @Override
    public String failureReason() {
        return "";
    }

    @Override
    public String protocol() {
        return "";
    }
}
