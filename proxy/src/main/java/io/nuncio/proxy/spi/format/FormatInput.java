package io.nuncio.proxy.spi.format;

import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.StreamInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a format may ask about: the record, the heads as far as there are any, and the moment.
 *
 * @param info the record
 * @param type at which moment it is written
 * @param requestHeaders null before there are any, and for TCP
 * @param responseHeaders null before there are any, and for TCP
 * @param responseTrailers null for none
 * @param localReplyBody what this proxy answered itself; empty for nothing
 * @param nowWallMs the time of writing, milliseconds since 1970
 */
public record FormatInput(
        StreamInfo info,
        AccessLogType type,
        @Nullable MutableHeaders requestHeaders,
        @Nullable MutableHeaders responseHeaders,
        @Nullable MutableHeaders responseTrailers,
        String localReplyBody,
        long nowWallMs) {

    /** Of a TCP connection. */
    public static FormatInput ofConnection(StreamInfo info, AccessLogType type, long nowWallMs) {
        return new FormatInput(info, type, null, null, null, "", nowWallMs);
    }
}
