package io.nuncio.proxy.wire;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.TransportSocket;
import io.nuncio.proxy.spi.TransportSocketCallbacks;
import io.nuncio.proxy.spi.TransportSocketMaker;

/**
 * Stands for a transport socket that is configured and cannot be served yet: its connections are closed before a byte goes
 * through in either direction. Nothing secure is ever sent in the clear instead.
 */
public final class UnservedSocket implements TransportSocket {

    /** Makes them, and keeps what was configured. */
    public static final class Maker implements TransportSocketMaker {
        private final byte[] config;

        /**
         * Keeps a configuration.
         *
         * @param config as the transport socket's own message; not copied
         */
        @AnyThread
        public Maker(byte[] config) {
            this.config = config;
        }

        /** What was configured; not to be changed. */
        @AnyThread
        public byte[] config() {
            return config;
        }

        @Override
        public TransportSocket make(ConnectionInfo connection) {
            return new UnservedSocket();
        }

        @Override
        public boolean secure() {
            return true;
        }
    }

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
        return Outcome.CLOSE;
    }

    @Override
    public Outcome doWrite(ByteQueue from, boolean end) {
        return Outcome.CLOSE;
    }

    @Override
    public void closeSocket(ConnectionEvent event) {}

    @Override
    public boolean canFlushClose() {
        return false;
    }

    @Override
    public String failureReason() {
        return "TLS_error:|not served yet:TLS_error_end";
    }

    @Override
    public String protocol() {
        return "";
    }
}
