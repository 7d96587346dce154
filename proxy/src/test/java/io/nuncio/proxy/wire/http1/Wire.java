package io.nuncio.proxy.wire.http1;

import io.netty.buffer.Unpooled;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.wire.http.FakeConnection;
import io.nuncio.proxy.wire.http.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bytes through a codec, cut in any way, and what comes of them. */
final class Wire {

    static final HeadPool HEADS = new HeadPool();

    /** A spec with everything on that is off by default. */
    static final Http1Spec LENIENT = new Http1Spec(
            true,
            "default",
            true,
            false,
            true,
            true,
            true,
            Http1Spec.Underscores.ALLOW,
            Http1Spec.NameSpelling.LOWER_CASE,
            false,
            Http1Spec.REQUEST_HEAD_BYTES_MAX,
            Http1Spec.FIELDS_MAX);

    private Wire() {}

    static ByteQueue queue(String text) {
        ByteQueue queue = new ByteQueue();
        queue.add(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        return queue;
    }

    /** One string a character cut, or all in one. */
    static List<String> cut(String bytes, int at) {
        return List.of(bytes.substring(0, at), bytes.substring(at));
    }

    static List<String> singly(String bytes) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < bytes.length(); i++) {
            parts.add(bytes.substring(i, i + 1));
        }
        return parts;
    }

    /** What the owner of a downstream connection is told of requests, each of which is answered as soon as it is complete. */
    static String requests(Http1Spec spec, List<String> parts) {
        FakeConnection connection = new FakeConnection();
        Transcript transcript = new Transcript().whenComplete(stream -> answer(stream, "200"));
        Http1DownstreamCodec codec =
                new Http1DownstreamCodec(connection.face(), spec, HEADS, Http1Counters.NONE, transcript);
        ByteQueue in = new ByteQueue();
        boolean fine = true;
        for (String part : parts) {
            in.moveFrom(queue(part));
            fine = codec.dispatch(in);
        }
        in.release();
        connection.takeWritten();
        return transcript.text() + (fine ? "" : "\nbroken");
    }

    /** What the owner of an upstream connection is told of responses to requests of that method. */
    static String responses(Http1Spec spec, String method, List<String> parts, boolean closed) {
        FakeConnection connection = new FakeConnection();
        Transcript transcript = new Transcript();
        Http1UpstreamCodec codec = new Http1UpstreamCodec(connection.face(), spec, HEADS, transcript);
        CodecStream stream = codec.open(transcript.answers(null));
        transcript.attach(0, stream);
        Head head = request(method, "/");
        if (method.equals("UPGRADE")) {
            head.set(HeaderNames.METHOD, "GET");
            head.set(HeaderNames.CONNECTION, "upgrade");
            head.set(HeaderNames.UPGRADE, "x");
        }
        stream.sendHeaders(head, !method.equals("UPGRADE") && !method.equals("CONNECT"));
        head.release();
        ByteQueue in = new ByteQueue();
        boolean fine = true;
        for (String part : parts) {
            in.moveFrom(queue(part));
            fine &= codec.dispatch(in);
        }
        if (closed) {
            codec.connectionClosed(io.nuncio.proxy.spi.message.ResetReason.CONNECTION_TERMINATION, true);
        }
        in.release();
        connection.takeWritten();
        return transcript.text() + (fine ? "" : "\nbroken");
    }

    static Head request(String method, String path) {
        Head head = HEADS.take(Head.Kind.REQUEST);
        head.set(HeaderNames.METHOD, method);
        head.set(HeaderNames.PATH, path);
        head.set(HeaderNames.AUTHORITY, "h");
        return head;
    }

    static Head response(String status) {
        Head head = HEADS.take(Head.Kind.RESPONSE);
        head.set(HeaderNames.STATUS, status);
        return head;
    }

    static void answer(CodecStream stream, String status) {
        Head head = response(status);
        stream.sendHeaders(head, true);
        head.release();
    }
}
