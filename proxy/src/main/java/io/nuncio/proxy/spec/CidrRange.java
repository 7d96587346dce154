package io.nuncio.proxy.spec;

import com.google.errorprone.annotations.Immutable;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of IP addresses: Envoy's {@code CidrRange}.
 *
 * <p>The address is kept as two longs (an IPv4 address in the low 32 bits), so that a look-up allocates nothing.
 *
 * @param high the upper 64 bits of the masked address; 0 for IPv4
 * @param low the lower 64 bits of the masked address
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 * @param v6 whether this is a range of IPv6 addresses
 */
@Immutable
public record CidrRange(long high, long low, int prefixLength, boolean v6) {

    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    /** The range of {@code prefixLength} leading bits of {@code address}; a longer prefix is cut to the address' size. */
    public static CidrRange of(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        boolean v6 = bytes.length > 4;
        int bits = Math.min(Math.max(prefixLength, 0), v6 ? V6_BITS : V4_BITS);
        long high = v6 ? longAt(bytes, 0) : 0;
        long low = v6 ? longAt(bytes, 8) : intAt(bytes);
        return new CidrRange(high & maskHigh(bits, v6), low & maskLow(bits, v6), bits, v6);
    }

    /** Whether {@code address} lies in the range. An IPv4 address never lies in a range of IPv6, nor the other way. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if ((bytes.length > 4) != v6) {
            return false;
        }
        long addressHigh = v6 ? longAt(bytes, 0) : 0;
        long addressLow = v6 ? longAt(bytes, 8) : intAt(bytes);
        return (addressHigh & maskHigh(prefixLength, v6)) == high && (addressLow & maskLow(prefixLength, v6)) == low;
    }

    /** The masked address itself. */
    public InetAddress address() {
        byte[] bytes = new byte[v6 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            int shift = (bytes.length - 1 - i) * Byte.SIZE;
            bytes[i] = (byte) (shift >= Long.SIZE ? high >>> (shift - Long.SIZE) : low >>> shift);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are always an address", e);
        }
    }

    private static long maskHigh(int bits, boolean v6) {
        if (!v6 || bits == 0) {
            return 0;
        }
        return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
    }

    private static long maskLow(int bits, boolean v6) {
        if (!v6) {
            return bits == 0 ? 0 : (-1L << (V4_BITS - bits)) & 0xFFFF_FFFFL;
        }
        if (bits <= Long.SIZE) {
            return 0;
        }
        return -1L << (V6_BITS - bits);
    }

    private static long longAt(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            value = value << Byte.SIZE | (bytes[i] & 0xFF);
        }
        return value;
    }

    private static long intAt(byte[] bytes) {
        return (bytes[0] & 0xFFL) << 24 | (bytes[1] & 0xFFL) << 16 | (bytes[2] & 0xFFL) << 8 | (bytes[3] & 0xFFL);
    }
}
