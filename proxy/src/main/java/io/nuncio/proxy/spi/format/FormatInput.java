package io.nuncio.proxy.spi.format;

import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.StreamInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a format may ask about: the record and the moment.
 *
 * @param info the record
 * @param type at which moment it is written
 * @param nowWallMs the time of writing, milliseconds since 1970
 */
public record FormatInput(StreamInfo info, AccessLogType type, long nowWallMs) {

    /** Null before there is one, and for TCP. */
    @Nullable
    MutableHeaders requestHeaders() {
        return info.requestHeaders();
    }

    /** Null before there is one, and for TCP. */
    @Nullable
    MutableHeaders responseHeaders() {
        return info.responseHeaders();
    }

    /** Null for none. */
    @Nullable
    MutableHeaders responseTrailers() {
        return info.responseTrailers();
    }

    /** What this proxy answers itself; only for the format of that answer, in logs it is empty, as in Envoy. */
    String localReplyBody() {
        return type == AccessLogType.NOT_SET ? info.localReplyBody() : "";
    }
}
