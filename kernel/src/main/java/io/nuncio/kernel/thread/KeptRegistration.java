package io.nuncio.kernel.thread;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * A registration with epoll that asking for nothing does not end.
 *
 * <p>Netty 4.2.18 takes a descriptor out of epoll when its channel wants no event, so that a hang-up is not reported
 * without end, but believes that it is still there: the next wish fails with ENOENT and the channel is closed. It comes
 * about whenever a peer has half-closed and the channel then wants to write more than the kernel takes, or to read
 * again. Asking for edge-triggered "nothing" instead keeps the descriptor in, and reports a hang-up once.
 */
record KeptRegistration(IoRegistration of) implements IoRegistration {

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
    public <T> T attachment() {
        return of.attachment();
    }

    @Override
    public long submit(IoOps ops) {
        return of.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : ops);
    }

    @Override
    public boolean isValid() {
        return of.isValid();
    }

    @Override
    public boolean cancel() {
        return of.cancel();
    }
}
