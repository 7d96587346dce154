package io.nuncio.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.DetectedClose;
import io.nuncio.proxy.spi.NetworkConnection.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every connection does, whatever carries its bytes. The peer is a plain socket of the JDK. */
abstract class ConnectionContract {

    private final LoopOptions.Kind kind;
    private TestLoop loop;
    private ServerSocketChannel server;
    private SocketChannel peer;
    private Connection connection;
    private final Recorder told = new Recorder();

    ConnectionContract(LoopOptions.Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() throws IOException {
        loop = new TestLoop(kind);
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        connection = Connections.toOpen(loop.wire(), server.getLocalAddress(), RawBuffer.MAKER);
        connection.addCallbacks(told);
        connection.readTo(told);
        Connections.connect(connection);
        assertThat(told.events).as("nothing is told during connect").isEmpty();
        loop.until("connected", () -> !told.events.isEmpty());
        assertThat(told.events).containsExactly(ConnectionEvent.CONNECTED);
        peer = server.accept();
        peer.configureBlocking(false);
        told.events.clear();
    }

    @AfterEach
    void close() throws IOException {
        connection.close(CloseType.ABORT);
        loop.settle();
        loop.close();
        peer.close();
        server.close();
    }

    @Test
    void bytesGoBothWays() throws IOException {
        connection.write(ByteQueue.ofAscii("hello "), false);
        connection.write(ByteQueue.ofAscii("peer"), false);
        assertThat(peerReads(10)).isEqualTo("hello peer");
        peerWrites("hello connection");
        loop.until("read", () -> told.text().equals("hello connection"));
        assertThat(told.sent).isEqualTo(10);
        assertThat(connection.bytesToWrite()).isZero();
        assertThat(ConnectionInfo.text(connection.info().localAddress()))
                .isEqualTo(ConnectionInfo.text(peer.getRemoteAddress()));
    }

    @Test
    void aRemoteCloseIsToldOnceBehindTheLastBytes() throws IOException {
        peerWrites("last words");
        peer.close();
        loop.until("closed", () -> !told.events.isEmpty());
        connection.close(CloseType.NO_FLUSH);
        loop.settle();
        assertThat(told.text()).isEqualTo("last words");
        assertThat(told.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
        assertThat(connection.state()).isEqualTo(State.CLOSED);
        assertThat(connection.detectedClose()).isEqualTo(DetectedClose.NORMAL);
    }

    @Test
    void aLocalCloseIsToldOnce() throws IOException {
        connection.close(CloseType.NO_FLUSH, "because");
        connection.close(CloseType.NO_FLUSH);
        loop.settle();
        assertThat(told.events).containsExactly(ConnectionEvent.LOCAL_CLOSE);
        assertThat(connection.localCloseReason()).isEqualTo("because");
        assertThat(peerSeesEnd()).isTrue();
        connection.write(ByteQueue.ofAscii("too late"), false);
        connection.readDisable(true);
        assertThat(connection.bytesToWrite()).isZero();
    }

    @Test
    void aResetIsARemoteCloseAndDetected() throws IOException {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
        loop.until("closed", () -> !told.events.isEmpty());
        assertThat(told.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
        assertThat(connection.detectedClose()).isEqualTo(DetectedClose.REMOTE_RESET);
    }

    @Test
    void aResetIsDetectedWhileReadingIsDisabled() throws IOException {
        assumeTrue(kind != LoopOptions.Kind.NIO, "NIO hears of an end only where it reads");
        connection.readDisable(true);
        connection.enableHalfClose(true);
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
        loop.until("closed", () -> !told.events.isEmpty());
        assertThat(told.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
    }

    @Test
    void aClosingResetReachesThePeer() throws IOException {
        connection.close(CloseType.ABORT_RESET);
        loop.settle();
        assertThat(connection.detectedClose()).isEqualTo(DetectedClose.LOCAL_RESET);
        assertThatThrownBy(this::peerSeesEnd).isInstanceOf(SocketException.class);
    }

    @Test
    void bothSidesMayHalfClose() throws IOException {
        connection.enableHalfClose(true);
        peerWrites("question");
        peer.shutdownOutput();
        loop.until("end", () -> told.ends == 1);
        assertThat(told.text()).isEqualTo("question");
        assertThat(told.events).isEmpty();
        connection.write(ByteQueue.ofAscii("answer"), true);
        assertThat(peerReads(6)).isEqualTo("answer");
        assertThat(peerSeesEnd()).isTrue();
        assertThat(told.events).as("both directions have ended").containsExactly(ConnectionEvent.REMOTE_CLOSE);
        assertThat(told.ends).isEqualTo(1);
    }

    @Test
    void thisSideMayHalfCloseFirst() throws IOException {
        connection.enableHalfClose(true);
        connection.write(ByteQueue.ofAscii("question"), true);
        connection.write(ByteQueue.ofAscii("never sent"), false);
        assertThat(peerReads(8)).isEqualTo("question");
        assertThat(peerSeesEnd()).isTrue();
        assertThat(told.events).isEmpty();
        peerWrites("answer");
        peer.shutdownOutput();
        loop.until("closed", () -> !told.events.isEmpty());
        assertThat(told.text()).isEqualTo("answer");
        assertThat(told.ends).isEqualTo(1);
        assertThat(told.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
    }

    @Test
    void anEndThatWaitsBehindDisabledReadingCostsNothingAndIsToldLater() throws IOException {
        connection.enableHalfClose(true);
        peerWrites("held");
        loop.until("read", () -> told.text().equals("held"));
        connection.readDisable(true);
        peerWrites(" back");
        peer.shutdownOutput();
        connection.write(ByteQueue.ofAscii("bye"), true);
        assertThat(peerReads(3)).isEqualTo("bye");
        assertThat(peerSeesEnd()).isTrue();
        loop.settle();
        assertThat(told.ends).isZero();
        assertThat(told.events).isEmpty();
        connection.readDisable(false);
        loop.until("end", () -> told.ends == 1);
        assertThat(told.text()).isEqualTo("held back");
        assertThat(told.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
    }

    @Test
    void bytesAndAnEndThatComeWhileReadingIsDisabledAreHandedOnLater() throws IOException {
        connection.enableHalfClose(true);
        connection.readDisable(true);
        peerWrites("held back");
        peer.shutdownOutput();
        loop.settle();
        assertThat(told.text()).isEmpty();
        connection.readDisable(false);
        loop.until("end", () -> told.ends == 1);
        assertThat(told.text()).isEqualTo("held back");
        assertThat(told.events).as("only one side has ended").isEmpty();
        connection.write(ByteQueue.ofAscii("bye"), false);
        assertThat(peerReads(3)).isEqualTo("bye");
    }

    @Test
    void aPeerThatHalfClosedMayReadSlowly() throws IOException {
        connection.enableHalfClose(true);
        peer.shutdownOutput();
        loop.until("end", () -> told.ends == 1);
        loop.settle();
        int much = 16 * 1024 * 1024;
        write(much);
        loop.settle();
        assertThat(connection.bytesToWrite()).as("the kernel does not take all").isGreaterThan(0);
        peerReads(much);
        assertThat(told.sent).isEqualTo(much);
        assertThat(told.events).isEmpty();
    }

    @Test
    void disabledReadingIsCountedAndHandsOnLater() throws IOException {
        connection.readDisable(true);
        connection.readDisable(true);
        peerWrites("patience");
        loop.settle();
        assertThat(told.text()).isEmpty();
        connection.readDisable(false);
        loop.settle();
        assertThat(told.text()).isEmpty();
        assertThat(connection.readEnabled()).isFalse();
        connection.readDisable(false);
        loop.until("read", () -> told.text().equals("patience"));
        assertThatThrownBy(() -> connection.readDisable(false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFinClosesWhileReadingIsDisabledUnlessHalfCloseIsOn() throws IOException {
        assumeTrue(kind != LoopOptions.Kind.NIO, "NIO hears of an end only where it reads");
        connection.readDisable(true);
        peer.close();
        loop.until("closed", () -> !told.events.isEmpty());
        assertThat(told.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
    }

    @Test
    void watermarksAreToldOnceEachWay() throws IOException {
        connection.bufferLimit(64 * 1024);
        int written = 0;
        while (!connection.aboveHighWatermark()) {
            write(16 * 1024);
            written += 16 * 1024;
            loop.settle();
        }
        write(16 * 1024);
        written += 16 * 1024;
        loop.settle();
        assertThat(told.above).isEqualTo(1);
        assertThat(told.below).isZero();
        assertThat(connection.bytesToWrite()).isGreaterThan(64 * 1024);
        peerReads(written);
        assertThat(told.above).isEqualTo(1);
        assertThat(told.below).isEqualTo(1);
        assertThat(told.sent).isEqualTo(written);
    }

    @Test
    void aFlushingCloseSendsAllFirst() throws IOException {
        write(8 * 1024 * 1024);
        connection.close(CloseType.FLUSH_WRITE);
        loop.settle();
        assertThat(connection.state()).isEqualTo(State.CLOSING);
        assertThat(told.events).isEmpty();
        peerReads(8 * 1024 * 1024);
        assertThat(peerSeesEnd()).isTrue();
        assertThat(told.events).containsExactly(ConnectionEvent.LOCAL_CLOSE);
    }

    @Test
    void aFlushingCloseOfAPeerThatReadsNothingIsBounded() {
        connection.delayedCloseTimeoutMs(30);
        write(8 * 1024 * 1024);
        connection.close(CloseType.FLUSH_WRITE);
        loop.until("given up", () -> !told.events.isEmpty());
        assertThat(told.events).containsExactly(ConnectionEvent.LOCAL_CLOSE);
    }

    @Test
    void aDelayedCloseLetsThePeerCloseFirst() throws IOException {
        connection.delayedCloseTimeoutMs(60_000);
        connection.write(ByteQueue.ofAscii("bye"), false);
        connection.close(CloseType.FLUSH_WRITE_AND_DELAY);
        assertThat(peerReads(3)).isEqualTo("bye");
        assertThat(told.events).isEmpty();
        peerWrites("unheard");
        peer.close();
        loop.until("closed", () -> !told.events.isEmpty());
        assertThat(told.events).containsExactly(ConnectionEvent.LOCAL_CLOSE);
        assertThat(told.text()).isEmpty();
    }

    @Test
    void whatASinkLeavesIsShownAgain() throws IOException {
        StringBuilder shown = new StringBuilder();
        connection.readTo((data, end) -> {
            shown.append('[').append(data.toLatin1()).append(']');
            if (data.readableBytes() >= 6) {
                data.drain(6);
            }
        });
        peerWrites("abc");
        loop.until("first", () -> shown.toString().equals("[abc]"));
        peerWrites("defg");
        loop.until("second", () -> shown.toString().equals("[abc][abcdefg]"));
    }

    @Test
    void aSinkThatTakesNothingStopsTheReading() throws IOException {
        connection.bufferLimit(1000);
        connection.readTo((data, end) -> {});
        byte[] much = new byte[16 * 1024 * 1024];
        long sent = 0;
        ByteBuffer out = ByteBuffer.wrap(much);
        for (int i = 0; i < 200; i++) {
            sent += peer.write(out);
            loop.settle();
        }
        assertThat(sent).as("the kernel's buffers filled up").isLessThan(much.length);
    }

    @Test
    void aConnectionThatIsRefusedEndsWithTheReason() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocketChannel gone =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            nobody = (InetSocketAddress) gone.getLocalAddress();
        }
        Recorder refused = new Recorder();
        Connection other = Connections.toOpen(loop.wire(), nobody, RawBuffer.MAKER);
        other.addCallbacks(refused);
        Connections.connect(other);
        assertThat(refused.events).isEmpty();
        loop.until("refused", () -> !refused.events.isEmpty());
        assertThat(refused.events).containsExactly(ConnectionEvent.REMOTE_CLOSE);
        assertThat(other.transportFailureReason()).isEqualTo("delayed connect error: Connection refused");
    }

    private void write(int bytes) {
        ByteQueue data = new ByteQueue();
        data.add(Unpooled.directBuffer(bytes).writeZero(bytes));
        connection.write(data, false);
    }

    private void peerWrites(String text) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (out.hasRemaining()) {
            peer.write(out);
        }
    }

    private String peerReads(int count) {
        ByteBuffer in = ByteBuffer.allocate(count);
        loop.until("peer has read " + count, () -> {
            read(in);
            return !in.hasRemaining();
        });
        loop.settle();
        return new String(in.array(), StandardCharsets.ISO_8859_1);
    }

    private void read(ByteBuffer in) {
        try {
            assertThat(peer.read(in)).isGreaterThanOrEqualTo(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean peerSeesEnd() throws IOException {
        for (int i = 0; i < 1000; i++) {
            loop.settle();
            int read = peer.read(ByteBuffer.allocate(1));
            if (read != 0) {
                return read < 0;
            }
        }
        return false;
    }
}
