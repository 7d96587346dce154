package io.nuncio.proxy.wire.http;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.Protocol;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a codec tells, in a form that does not depend on how the bytes were cut: data that follows data is
 * joined. One for all streams of a connection; each has a number.
 */
public final class Transcript implements DownstreamAnswers {

    private final List<String> lines = new ArrayList<>();
    private final List<CodecStream> streams = new ArrayList<>();
    private Consumer<CodecStream> whenComplete = stream -> {};
    private boolean keepsHeads;
    private final List<Head> heads = new ArrayList<>();

    /** What to do with a stream whose message is complete, or refused. */
    public Transcript whenComplete(Consumer<CodecStream> action) {
        whenComplete = action;
        return this;
    }

    /** Heads are kept instead of released. */
    public Transcript keepingHeads() {
        keepsHeads = true;
        return this;
    }

    public List<Head> heads() {
        return heads;
    }

    /** All that was told. */
    public List<String> lines() {
        return lines;
    }

    /** All that was told, a line each. */
    public String text() {
        return String.join("\n", lines);
    }

    public CodecStream stream(int number) {
        return streams.get(number);
    }

    public int streams() {
        return streams.size();
    }

    @Override
    public RequestAnswers onRequest(CodecStream stream) {
        return answers(stream);
    }

    /** Those of one more stream, of which {@code stream} may be set later. */
    public Answers answers(@Nullable CodecStream stream) {
        int number = streams.size();
        streams.add(stream == null ? Detached.INSTANCE : stream);
        return new Answers(number);
    }

    /** The stream of answers that were made before it was there. */
    public void attach(int number, CodecStream stream) {
        streams.set(number, stream);
    }

    @Override
    public void onPeerDrains() {
        lines.add("peer drains");
    }

    @Override
    public void onDrained() {
        lines.add("drained");
    }

    /** What one stream is told. */
    public final class Answers implements RequestAnswers {

        private final int number;

        Answers(int number) {
            this.number = number;
        }

        @Override
        public void onInterim(Head head) {
            lines.add(number + " interim " + fields(head));
            head.release();
        }

        @Override
        public void onHeaders(Head head, boolean end) {
            lines.add(number + " headers " + fields(head));
            done(head);
            complete(end);
        }

        @Override
        public void onData(ByteQueue data, boolean end) {
            String start = number + " data ";
            String text = data.toLatin1();
            data.release();
            if (!text.isEmpty()) {
                if (!lines.isEmpty() && lines.getLast().startsWith(start)) {
                    lines.set(lines.size() - 1, lines.getLast() + text);
                } else {
                    lines.add(start + text);
                }
            }
            complete(end);
        }

        @Override
        public void onTrailers(Head trailers) {
            lines.add(number + " trailers " + fields(trailers));
            done(trailers);
            complete(true);
        }

        @Override
        public void onReset(ResetReason reason, String details) {
            lines.add(number + " reset " + reason.detail() + (details.isEmpty() ? "" : " " + details));
        }

        @Override
        public void onRefused(int status, String details) {
            lines.add(number + " refused " + status + " " + details);
            whenComplete.accept(streams.get(number));
        }

        @Override
        public void onAboveWriteHighWatermark() {
            lines.add(number + " above");
        }

        @Override
        public void onBelowWriteLowWatermark() {
            lines.add(number + " below");
        }

        private void complete(boolean end) {
            if (end) {
                lines.add(number + " end");
                whenComplete.accept(streams.get(number));
            }
        }

        private void done(Head head) {
            if (keepsHeads) {
                heads.add(head);
            } else {
                head.release();
            }
        }
    }

    private static String fields(Head head) {
        StringBuilder text = new StringBuilder("[");
        head.forEach((name, value) -> text.append(text.length() == 1 ? "" : "|")
                .append(name)
                .append('=')
                .append(value));
        return text.append(']').toString();
    }

    /** Stands for a stream that is not there yet. */
    private enum Detached implements CodecStream {
        INSTANCE;

        @Override
        public void sendInterim(Head head) {
            throw new IllegalStateException();
        }

        @Override
        public void sendHeaders(Head head, boolean end) {
            throw new IllegalStateException();
        }

        @Override
        public void sendData(ByteQueue data, boolean end) {
            throw new IllegalStateException();
        }

        @Override
        public void sendTrailers(Head trailers) {
            throw new IllegalStateException();
        }

        @Override
        public void reset(ResetReason reason) {
            throw new IllegalStateException();
        }

        @Override
        public void readDisable(boolean disable) {
            throw new IllegalStateException();
        }

        @Override
        public Protocol protocol() {
            throw new IllegalStateException();
        }

        @Override
        public StreamBytes bytes() {
            throw new IllegalStateException();
        }
    }
}
