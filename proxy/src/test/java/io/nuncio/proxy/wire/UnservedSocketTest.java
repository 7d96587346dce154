package io.nuncio.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spi.TransportSocket;
import org.junit.jupiter.api.Test;

class UnservedSocketTest {

    @Test
    void noByteGoesThrough() {
        UnservedSocket socket = new UnservedSocket();
        assertThat(socket.canFlushClose()).isFalse();
        assertThat(socket.failureReason()).contains("not served yet");
        assertThat(new UnservedSocket.Maker(new byte[0]).secure()).isTrue();
        assertThat(socket.doRead(new io.nuncio.kernel.buffer.ByteQueue(), false))
                .isEqualTo(TransportSocket.Outcome.CLOSE);
        assertThat(socket.doWrite(new io.nuncio.kernel.buffer.ByteQueue(), false))
                .isEqualTo(TransportSocket.Outcome.CLOSE);
    }
}
