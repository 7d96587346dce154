package io.nuncio.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.TransportSocket;
import io.nuncio.proxy.spi.TransportSocket.Outcome;
import io.nuncio.proxy.spi.TransportSocketCallbacks;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every transport socket does, shown on two of them, a client's and a server's, whose bytes are carried from one to
 * the other in pieces of any size. A handshake, where there is one, happens on the way.
 */
public abstract class TransportSocketContract {

    private static final int BYTES = 300_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** One that opens connections. */
    protected abstract TransportSocket client();

    /** One that is connected to by {@link #client}. */
    protected abstract TransportSocket server();

    /** Whether the end of what one side sends reaches the other without the end of the connection below it. */
    protected abstract boolean tellsEndsItself();

    @Test
    void bytesArriveWholeAndInOrderBothWays() {
        End client = new End(client());
        End server = new End(server());
        client.socket.onConnected();
        byte[] up = bytes();
        byte[] down = bytes();
        client.write(up);
        server.write(down);
        carry(client, server, () -> server.read.size() == BYTES && client.read.size() == BYTES);
        assertThat(server.read.toByteArray()).as("seed %d", seed).isEqualTo(up);
        assertThat(client.read.toByteArray()).as("seed %d", seed).isEqualTo(down);
        assertThat(client.events).containsOnlyOnce(ConnectionEvent.CONNECTED);
        assertThat(client.socket.failureReason()).isEmpty();
        assertThat(server.socket.failureReason()).isEmpty();
        assertThat(client.socket.canFlushClose()).isTrue();
        client.release();
        server.release();
    }

    @Test
    void theEndOfTheInputIsToldBehindTheLastByte() {
        End client = new End(client());
        End server = new End(server());
        client.socket.onConnected();
        byte[] up = bytes();
        client.write(up);
        client.end = true;
        carry(client, server, () -> server.read.size() == BYTES);
        assertThat(server.read.toByteArray()).as("seed %d", seed).isEqualTo(up);
        server.peerEnded = true;
        server.doRead();
        assertThat(server.last).isEqualTo(Outcome.END_OF_INPUT);
        assertThat(server.read.size()).isEqualTo(BYTES);
        if (!tellsEndsItself()) {
            assertThat(client.out.isEmpty())
                    .as("nothing but the bytes goes over the wire")
                    .isTrue();
        }
        client.release();
        server.release();
    }

    @Test
    void closingTwiceDoesNoHarm() {
        End client = new End(client());
        client.socket.onConnected();
        client.socket.closeSocket(ConnectionEvent.LOCAL_CLOSE);
        client.socket.closeSocket(ConnectionEvent.LOCAL_CLOSE);
        client.release();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private void carry(End client, End server, java.util.function.BooleanSupplier done) {
        for (int round = 0; !done.getAsBoolean(); round++) {
            assertThat(round)
                    .as("seed %d: rounds without coming to an end", seed)
                    .isLessThan(100_000);
            client.doWrite();
            server.in.moveFrom(client.out, 1 + random.nextInt(5_000));
            server.doRead();
            server.doWrite();
            client.in.moveFrom(server.out, 1 + random.nextInt(5_000));
            client.doRead();
        }
    }

    /** One side: what a connection would do for its transport socket. */
    private static final class End implements TransportSocketCallbacks {
        private final TransportSocket socket;
        private final ByteQueue in = new ByteQueue();
        private final ByteQueue out = new ByteQueue();
        private final ByteQueue toWrite = new ByteQueue();
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final List<ConnectionEvent> events = new ArrayList<>();
        private Outcome last = Outcome.KEEP_OPEN;
        private boolean peerEnded;
        private boolean end;

        End(TransportSocket socket) {
            this.socket = socket;
            socket.init(this);
        }

        void write(byte[] bytes) {
            toWrite.addCopy(bytes);
        }

        void doWrite() {
            assertThat(socket.doWrite(toWrite, end)).isEqualTo(Outcome.KEEP_OPEN);
        }

        void doRead() {
            ByteQueue plain = new ByteQueue();
            last = socket.doRead(plain, peerEnded);
            byte[] bytes = new byte[(int) plain.readableBytes()];
            plain.copyTo(bytes);
            read.writeBytes(bytes);
            plain.release();
        }

        void release() {
            in.release();
            out.release();
            toWrite.release();
        }

        @Override
        public NetworkConnection connection() {
            throw new UnsupportedOperationException("no connection here");
        }

        @Override
        public ByteQueue received() {
            return in;
        }

        @Override
        public ByteQueue toSend() {
            return out;
        }

        @Override
        public void raiseEvent(ConnectionEvent event) {
            events.add(event);
        }

        @Override
        public void resume() {}
    }
}
