package io.nuncio.proxy.wire;

import io.netty.channel.uring.IoUring;
import io.nuncio.kernel.thread.LoopOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract over each kind of loop. */
class ConnectionTest {

    @Nested
    class OverEpoll extends ConnectionContract {
        OverEpoll() {
            super(LoopOptions.Kind.EPOLL);
        }
    }

    @Nested
    class OverNio extends ConnectionContract {
        OverNio() {
            super(LoopOptions.Kind.NIO);
        }
    }

    @Nested
    class OverIoUring extends ConnectionContract {
        OverIoUring() {
            super(LoopOptions.Kind.IO_URING);
        }

        @BeforeAll
        static void needsIoUring() {
            Assumptions.assumeTrue(IoUring.isAvailable(), "io_uring is not available here");
        }
    }
}
