package io.nuncio.proxy.spec.http;

import com.google.errorprone.annotations.Immutable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The name of a header field, in lower case. A name known to the proxy ({@link HeaderNames}) carries a number, by which a
 * head finds its field without comparing bytes; any other name is compared.
 *
 * <p>A value; made once, when the configuration is read. Never made for each request.
 */
@Immutable
public final class HeaderName {

    /** The number of every name that is not in {@link HeaderNames}. */
    public static final int UNKNOWN = 0;

    /** The numbers of known names are smaller than this, so that a set of them is two longs. */
    public static final int ID_LIMIT = 128;

    /** In which messages Envoy joins several fields of that name into one, with commas, as it reads them. */
    enum Joins {
        NOWHERE,
        REQUESTS,
        RESPONSES,
        EVERYWHERE,
        /** As {@link #RESPONSES}, and in the trailers of responses. */
        RESPONSES_AND_TRAILERS
    }

    private final int id;
    private final String text;

    @SuppressWarnings("Immutable") // never handed out
    private final byte[] bytes;

    private final Joins joins;

    HeaderName(int id, String text, Joins joins) {
        this.id = id;
        this.text = text.toLowerCase(Locale.ROOT);
        this.bytes = this.text.getBytes(StandardCharsets.ISO_8859_1);
        this.joins = joins;
    }

    /** The known name of that text, or a new one. Case does not matter; {@code host} is {@code :authority}. */
    public static HeaderName of(String text) {
        HeaderName made = new HeaderName(UNKNOWN, text, Joins.NOWHERE);
        HeaderName known = HeaderNames.known(made.bytes, 0, made.bytes.length);
        if (known != null && known.equals(HeaderNames.HOST)) {
            return HeaderNames.AUTHORITY;
        }
        return known == null ? made : known;
    }

    /** The number of a known name, from 1; else {@link #UNKNOWN}. */
    public int id() {
        return id;
    }

    /** How many bytes the name has. */
    public int length() {
        return bytes.length;
    }

    /** Whether this is a pseudo field: a part of the request line or the status line, in the words of HTTP/2. */
    public boolean pseudo() {
        return bytes.length > 0 && bytes[0] == ':';
    }

    /** Whether those bytes, which are in lower case, are this name. */
    public boolean matches(byte[] block, int from, int length) {
        if (length != bytes.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (block[from + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Copies the bytes of the name. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }

    /** Whether a second field of that name in a request is joined to the first. */
    public boolean joinsInRequests() {
        return joins == Joins.REQUESTS || joins == Joins.EVERYWHERE;
    }

    /** Whether a second field of that name in a response is joined to the first. */
    public boolean joinsInResponses() {
        return joins == Joins.RESPONSES || joins == Joins.EVERYWHERE || joins == Joins.RESPONSES_AND_TRAILERS;
    }

    /** Whether a second field of that name in the trailers of a response is joined to the first. */
    public boolean joinsInResponseTrailers() {
        return joins == Joins.RESPONSES_AND_TRAILERS;
    }

    /** Equal text. */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof HeaderName that && that.text.equals(text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The name in lower case. */
    @Override
    public String toString() {
        return text;
    }
}
