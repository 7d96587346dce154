package io.nuncio.proxy.spi;

import java.net.Inet6Address;
import java.net.InetAddress;

/** IP addresses as text in the canonical form of RFC 5952: lower case, the longest run of zeros shortened. */
public final class IpText {

    private static final int GROUPS = 8;

    private IpText() {}

    /** The text of {@code address}. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address ? v6(address.getAddress()) : address.getHostAddress();
    }

    private static String v6(byte[] bytes) {
        int bestAt = -1;
        int bestLength = 1;
        int at = 0;
        while (at < GROUPS) {
            int end = at;
            while (end < GROUPS && group(bytes, end) == 0) {
                end++;
            }
            if (end - at > bestLength) {
                bestAt = at;
                bestLength = end - at;
            }
            at = Math.max(end, at + 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestAt) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(bytes, i)));
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xFF) << 8 | (bytes[2 * index + 1] & 0xFF);
    }
}
