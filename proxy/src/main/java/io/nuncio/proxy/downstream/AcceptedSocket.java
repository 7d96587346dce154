package io.nuncio.proxy.downstream;

import io.netty.channel.Channel;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;

/** A socket that this worker serves and that has no filter chain yet. */
record AcceptedSocket(Channel channel, Ticket ticket, ConnectionInfo info, StreamInfo record) {

    void close() {
        if (channel.isRegistered()) {
            channel.unsafe().close(channel.voidPromise());
        } else {
            channel.unsafe().closeForcibly();
        }
        ticket.giveBack();
    }
}
