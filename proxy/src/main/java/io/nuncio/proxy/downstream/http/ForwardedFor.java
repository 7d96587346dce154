package io.nuncio.proxy.downstream.http;

import com.google.common.net.InetAddresses;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import java.net.InetAddress;
import java.util.List;
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
        InetAddress address = parse(comma >= 0 && comma + 1 < rest.length() ? rest.substring(comma + 1) : rest);
        return address == null ? NOTHING : new ForwardedFor(address, comma < 0 && skip == 0);
    }

    /** The last address that is not in {@code trusted}; the first of all if all are. */
    static ForwardedFor lastOutside(Head head, List<CidrRange> trusted) {
        String field = head.first(HeaderNames.X_FORWARDED_FOR);
        if (field == null) {
            return NOTHING;
        }
        InetAddress found = null;
        int end = field.length();
        while (end >= 0) {
            int comma = field.lastIndexOf(',', end - 1);
            InetAddress address = parse(field.substring(comma + 1, end));
            if (address == null) {
                break;
            }
            found = address;
            if (!in(trusted, address) || comma < 0) {
                break;
            }
            end = comma;
        }
        return found == null ? NOTHING : new ForwardedFor(found, false);
    }

    static boolean in(List<CidrRange> ranges, InetAddress address) {
        for (CidrRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** An address without a port; null for anything else. */
    static @Nullable InetAddress parse(String text) {
        String bare = text.strip();
        return InetAddresses.isInetAddress(bare) ? InetAddresses.forString(bare) : null;
    }

    /** Adds an address at the end. */
    static void append(Head head, String address) {
        head.append(HeaderNames.X_FORWARDED_FOR, address);
    }
}
