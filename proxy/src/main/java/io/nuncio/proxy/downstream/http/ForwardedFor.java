package io.nuncio.proxy.downstream.http;

import com.google.common.net.InetAddresses;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * {@code x-forwarded-for}: who a request comes from, as far as the proxies in front tell.
 *
 * @param address the address asked for; null where the field does not tell one
 * @param alone whether it is the only address in the field
 */
record ForwardedFor(@Nullable InetAddress address, boolean alone) {

    private static final ForwardedFor NOTHING = new ForwardedFor(null, false);

    /** The last address but {@code skip} others; Envoy's {@code getLastAddressFromXFF}. */
    static ForwardedFor last(Head head, int skip) {
        String field = head.first(HeaderNames.X_FORWARDED_FOR);
        if (field == null) {
            return NOTHING;
        }
        String rest = field;
        for (int i = 0; i < skip; i++) {
            int comma = rest.lastIndexOf(',');
            if (comma < 0) {
                return NOTHING;
            }
            rest = rest.substring(0, comma);
        }
        int comma = rest.lastIndexOf(',');
        String text = (comma >= 0 && comma + 1 < rest.length() ? rest.substring(comma + 1) : rest).strip();
        return InetAddresses.isInetAddress(text)
                ? new ForwardedFor(InetAddresses.forString(text), comma < 0 && skip == 0)
                : NOTHING;
    }

    /** Adds an address at the end. */
    static void append(Head head, String address) {
        head.append(HeaderNames.X_FORWARDED_FOR, address);
    }
}
