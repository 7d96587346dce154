package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.Headers;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.format.FormatInput;
import io.nuncio.proxy.spi.format.LineFormat;
import io.nuncio.proxy.spi.format.TextSink;
import io.nuncio.proxy.spi.http.LocalReply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

/** Other words for the replies that this proxy makes itself: Envoy's {@code LocalReplyConfig}. Immutable. */
@AnyThread
public final class LocalReplyRules {

    private final ImmutableList<Mapper> mappers;
    private final Optional<Body> body;

    /**
     * One rule; of all rules the first whose filter takes the reply is followed.
     *
     * @param filter asked with the reply's status in the record
     * @param status the status instead; empty for the reply's own
     * @param text the body instead; empty for the reply's own
     * @param body how the body is written; empty for the way of all replies
     * @param headers added
     */
    public record Mapper(
            BiPredicate<StreamInfo, AccessLogType> filter,
            OptionalInt status,
            Optional<String> text,
            Optional<Body> body,
            ImmutableList<Field> headers) {}

    /**
     * How a body is written.
     *
     * @param format of the whole body
     * @param contentType what it is then
     */
    public record Body(LineFormat format, String contentType) {}

    /**
     * A field that is added.
     *
     * @param value its format
     * @param action what becomes of one that is there
     * @param keepEmpty whether it is added without a value
     */
    public record Field(String name, LineFormat value, Action action, boolean keepEmpty) {}

    /** What becomes of a field that is there. */
    public enum Action {
        APPEND_IF_EXISTS_OR_ADD,
        ADD_IF_ABSENT,
        OVERWRITE_IF_EXISTS_OR_ADD,
        OVERWRITE_IF_EXISTS
    }

    /** @param body how bodies are written where a mapper does not say it; empty for the text as it is */
    public LocalReplyRules(ImmutableList<Mapper> mappers, Optional<Body> body) {
        this.mappers = mappers;
        this.body = body;
    }

    /** The reply as it goes out. */
    @OnWorker
    LocalReply rewrite(LocalReply reply, StreamInfo info, long nowWallMs) {
        FormatInput input = new FormatInput(info, AccessLogType.NOT_SET, nowWallMs);
        info.responseCode(reply.status());
        LocalReply out = reply;
        Optional<Body> as = body;
        for (Mapper mapper : mappers) {
            if (mapper.filter().test(info, AccessLogType.NOT_SET)) {
                out = mapped(out, mapper, input);
                as = mapper.body().or(() -> body);
                break;
            }
        }
        info.responseCode(out.status());
        info.localReplyBody(out.body());
        if (as.isEmpty()) {
            return out;
        }
        return with(
                out,
                text(as.get().format(), input),
                out.headers().with("content-type", as.get().contentType()));
    }

    private static LocalReply mapped(LocalReply reply, Mapper mapper, FormatInput input) {
        Headers headers = reply.headers();
        input.info().localReplyBody(mapper.text().orElse(reply.body()));
        for (Field field : mapper.headers()) {
            String value = text(field.value(), input);
            if (!value.isEmpty() || field.keepEmpty()) {
                headers = added(headers, field, value);
            }
        }
        LocalReply out = with(reply, mapper.text().orElse(reply.body()), headers);
        return new LocalReply(
                mapper.status().orElse(out.status()),
                out.body(),
                out.headers(),
                out.grpcStatus(),
                out.details(),
                out.flag());
    }

    private static Headers added(Headers headers, Field field, String value) {
        boolean there = headers.has(field.name());
        return switch (field.action()) {
            case APPEND_IF_EXISTS_OR_ADD -> headers.plus(field.name(), value);
            case ADD_IF_ABSENT -> there ? headers : headers.with(field.name(), value);
            case OVERWRITE_IF_EXISTS_OR_ADD -> headers.with(field.name(), value);
            case OVERWRITE_IF_EXISTS -> there ? headers.with(field.name(), value) : headers;
        };
    }

    private static LocalReply with(LocalReply reply, String body, Headers headers) {
        return new LocalReply(reply.status(), body, headers, reply.grpcStatus(), reply.details(), reply.flag());
    }

    /** Strings of replies hold one character a byte. */
    private static String text(LineFormat format, FormatInput input) {
        TextSink sink = new TextSink();
        format.write(input, sink);
        return new String(sink.array(), 0, sink.length(), StandardCharsets.ISO_8859_1);
    }
}
