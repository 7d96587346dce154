package io.nuncio.proxy.wire;

import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spi.DetectedClose;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operating system said, in its own words: Netty and the JDK each wrap them differently. */
final class SocketErrors {

    /** Netty's native transports: {@code recvAddress(..) failed with error(-104): Connection reset by peer}. */
    private static final Pattern NATIVE = Pattern.compile("error\\(-\\d+\\): ([^:]+)");

    /** The JDK's words that are not those of strerror. */
    private static final ImmutableMap<String, String> JDK = ImmutableMap.of(
            "connection reset", "Connection reset by peer",
            "connection refused", "Connection refused",
            "broken pipe", "Broken pipe");

    private SocketErrors() {}

    /** {@code Connection refused}, and so on. */
    static String text(@Nullable Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            String message = at.getMessage();
            if (message == null) {
                continue;
            }
            Matcher matcher = NATIVE.matcher(message);
            if (matcher.find()) {
                return matcher.group(1);
            }
            if (at.getCause() == null) {
                String first = message.split(":", 2)[0];
                return JDK.getOrDefault(first.toLowerCase(Locale.ROOT), first);
            }
        }
        return error == null ? "" : error.getClass().getSimpleName();
    }

    /** Whether it was the peer's reset. */
    static DetectedClose detected(@Nullable Throwable error) {
        String text = text(error);
        return text.startsWith("Connection reset") || text.startsWith("Broken pipe")
                ? DetectedClose.REMOTE_RESET
                : DetectedClose.NORMAL;
    }
}
