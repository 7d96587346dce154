package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a body that is sent as it stands. */
@Immutable
public final class BodySpec {

    /** No body. */
    public static final BodySpec EMPTY = new BodySpec(new byte[0]);

    @SuppressWarnings("Immutable") // a copy of its own, and never changed
    private final byte[] bytes;

    private BodySpec(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code bytes}. */
    public static BodySpec of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new BodySpec(bytes.clone());
    }

    /** How many bytes there are. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Copies the bytes. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }

    /** The bytes as text of one character each (ISO 8859-1), so that none is lost. */
    public String toLatin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BodySpec that && Arrays.equals(that.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The body as text, for messages to people. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
