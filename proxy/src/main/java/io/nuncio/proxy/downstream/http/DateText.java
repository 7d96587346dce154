package io.nuncio.proxy.downstream.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of {@code date} (RFC 9110 section 5.6.7), made once a second. Confined to one loop. */
final class DateText {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final long MS_PER_SECOND = 1_000;

    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    /** The text for that time; not to be changed. */
    byte[] at(long wallMs) {
        long now = Math.floorDiv(wallMs, MS_PER_SECOND);
        if (now != second) {
            second = now;
            text = FORMAT.format(Instant.ofEpochSecond(now)).getBytes(StandardCharsets.US_ASCII);
        }
        return text;
    }
}
