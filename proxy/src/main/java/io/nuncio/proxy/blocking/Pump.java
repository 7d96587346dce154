package io.nuncio.proxy.blocking;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Brings a body that a filter makes in time to the worker, a chunk at a time. On the thread that makes it. */
final class Pump {

    private interface Send {
        void on(FilterRun run, Ask<Boolean> ask, @Nullable ByteBuf chunk, boolean end, Headers trailers);
    }

    private Pump() {}

    static void request(Session session, Body body) throws IOException, InterruptedException {
        run(session, body, FilterRun::sendRequest);
    }

    static void response(Session session, Body body) throws IOException, InterruptedException {
        run(session, body, FilterRun::sendResponse);
    }

    private static void run(Session session, Body body, Send send) throws IOException, InterruptedException {
        try (body) {
            for (ByteBuffer chunk = body.read(); chunk != null; chunk = body.read()) {
                if (chunk.hasRemaining()) {
                    ByteBuf copy = copy(chunk);
                    session.<Boolean>ask((run, ask) -> send.on(run, ask, copy, false, Headers.NONE));
                }
            }
            Headers trailers = body.trailers();
            Messages.check(trailers);
            session.<Boolean>ask((run, ask) -> send.on(run, ask, null, true, trailers));
        }
    }

    /** The chunk may be lent, and the filter may write to its own afterwards. */
    private static ByteBuf copy(ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.duplicate().get(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }
}
