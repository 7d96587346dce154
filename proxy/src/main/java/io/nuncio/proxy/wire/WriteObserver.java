package io.nuncio.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelProgressivePromise;

/**
 * The one promise under which a connection hands all its buffers to its channel: it is never completed, it only passes
 * on how many bytes the kernel has taken, so that a write allocates no promise of its own.
 */
final class WriteObserver extends DefaultChannelProgressivePromise {

    private final WriteSide side;
    private long seenOfFirst;

    WriteObserver(Channel channel, WriteSide side) {
        super(channel);
        this.side = side;
    }

    /** Of the first buffer that is not yet sent, {@code progress} bytes are. */
    @Override
    public boolean tryProgress(long progress, long total) {
        long more = progress - seenOfFirst;
        seenOfFirst = progress;
        side.sent(more);
        return true;
    }

    /** The first buffer is sent. */
    @Override
    public boolean trySuccess(Void result) {
        seenOfFirst = 0;
        return true;
    }

    @Override
    public boolean trySuccess() {
        return trySuccess(null);
    }

    /** The first buffer will never be sent; the channel is being closed. */
    @Override
    public boolean tryFailure(Throwable cause) {
        seenOfFirst = 0;
        side.failed(cause);
        return true;
    }

    @Override
    public boolean setUncancellable() {
        return true;
    }
}
