package io.nuncio.proxy.wire.http1;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import io.nuncio.proxy.wire.http.CodecAnswers;
import io.nuncio.proxy.wire.http.DownstreamAnswers;
import io.nuncio.proxy.wire.http.FakeConnection;
import io.nuncio.proxy.wire.http.RequestAnswers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are read, and sent on as a proxy would: the fields of one hop removed, the rest as it came. What the next
 * hop reads must be the same requests; anything else is a way to smuggle one in.
 */
final class Forwarding implements DownstreamAnswers {

    private static final List<HeaderName> HOP = List.of(
            HeaderNames.CONNECTION,
            HeaderNames.KEEP_ALIVE,
            HeaderNames.PROXY_CONNECTION,
            HeaderNames.TRANSFER_ENCODING,
            HeaderNames.SCHEME,
            HeaderNames.UPGRADE);

    private final List<Message> messages = new ArrayList<>();
    private final StringBuilder sent = new StringBuilder();
    private final List<FakeConnection> hops = new ArrayList<>();

    /** What was read of one request. */
    private static final class Message {
        private String head = "";
        private String trailers = "";
        private final StringBuilder body = new StringBuilder();
        private boolean complete;

        @Override
        public String toString() {
            return head + "\n" + body + "\n" + trailers;
        }
    }

    /** Reads those bytes and sends on what they are. */
    static Forwarding of(Http1Spec spec, List<String> parts) {
        Forwarding forwarding = new Forwarding();
        FakeConnection connection = new FakeConnection();
        Http1DownstreamCodec codec =
                new Http1DownstreamCodec(connection.face(), spec, Wire.HEADS, Http1Counters.NONE, forwarding);
        ByteQueue in = new ByteQueue();
        for (String part : parts) {
            in.moveFrom(Wire.queue(part));
            codec.dispatch(in);
        }
        in.release();
        connection.takeWritten();
        forwarding.hops.forEach(FakeConnection::takeWritten);
        return forwarding;
    }

    /** The bytes for the next hop: those of the requests that were complete and that a proxy routes. */
    String sent() {
        return sent.toString();
    }

    /** The requests that were sent on, a text each. */
    List<String> requests() {
        return messages.stream()
                .filter(each -> each.complete)
                .map(Message::toString)
                .toList();
    }

    @Override
    public RequestAnswers onRequest(CodecStream stream) {
        return new Ride(stream);
    }

    private final class Ride implements RequestAnswers {

        private final CodecStream stream;
        private final Message message = new Message();
        private final FakeConnection connection = new FakeConnection();
        private @Nullable CodecStream next;

        Ride(CodecStream stream) {
            this.stream = stream;
            hops.add(connection);
        }

        @Override
        public void onHeaders(Head head, boolean end) {
            String path = head.first(HeaderNames.PATH);
            boolean routed = path != null && path.startsWith("/") && head.has(HeaderNames.AUTHORITY);
            if (routed && !ConnectionField.upgrade(head)) {
                HOP.forEach(head::remove);
                // A request without a body may get a length on its way.
                message.head = head.toString().replace("content-length: 0\n", "");
                next = new Http1UpstreamCodec(connection.face(), Wire.LENIENT, Wire.HEADS, new CodecAnswers() {})
                        .open(new Silent());
                next.sendHeaders(head, end);
            }
            head.release();
            ended(end);
        }

        @Override
        public void onData(ByteQueue data, boolean end) {
            if (next != null) {
                message.body.append(data.toLatin1());
                next.sendData(data, end);
            }
            data.release();
            ended(end);
        }

        @Override
        public void onTrailers(Head trailers) {
            if (next != null) {
                message.trailers = trailers.toString();
                next.sendTrailers(trailers);
            }
            trailers.release();
            ended(true);
        }

        private void ended(boolean end) {
            if (end) {
                if (next != null) {
                    message.complete = true;
                    messages.add(message);
                    sent.append(connection.takeWritten());
                }
                Wire.answer(stream, "200");
            }
        }

        @Override
        public void onReset(ResetReason reason, String details) {
            connection.takeWritten();
        }

        @Override
        public void onRefused(int status, String details) {
            connection.takeWritten();
            Wire.answer(stream, "400");
        }
    }

    private static final class Silent implements StreamAnswers {

        @Override
        public void onHeaders(Head head, boolean end) {
            head.release();
        }

        @Override
        public void onData(ByteQueue data, boolean end) {}

        @Override
        public void onTrailers(Head trailers) {
            trailers.release();
        }

        @Override
        public void onReset(ResetReason reason, String details) {
            throw new AssertionError(reason + " " + details);
        }
    }
}
