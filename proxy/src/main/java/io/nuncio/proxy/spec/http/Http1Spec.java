package io.nuncio.proxy.spec.http;

import com.google.errorprone.annotations.Immutable;

/**
 * How HTTP/1 is spoken on a connection: Envoy's {@code Http1ProtocolOptions} and the limits that stand beside it.
 *
 * @param acceptHttp10 whether a request of another version than 1.1 is taken (and answered as HTTP/1.0), or refused (426)
 * @param defaultHost the authority of an HTTP/1.0 request that has none; empty for none
 * @param absoluteUrl whether a request target in absolute form is taken apart
 * @param sendAbsoluteUrl whether requests go out in absolute form
 * @param trailers whether trailers are passed on and sent; else they are read and dropped
 * @param chunkedLength whether a message with both a content length and chunked coding is taken, without the length
 * @param customMethods whether any token is a method, or only the registered ones
 * @param underscores what becomes of names with an underscore; of requests only
 * @param spelling how names are spelled when they are sent
 * @param forwardReason whether the reason phrase of the upstream is kept
 * @param headBytesMax of the first line and all fields together with their line ends, also of trailers
 * @param fieldsMax how many fields a head or trailers may have
 */
@Immutable
public record Http1Spec(
        boolean acceptHttp10,
        String defaultHost,
        boolean absoluteUrl,
        boolean sendAbsoluteUrl,
        boolean trailers,
        boolean chunkedLength,
        boolean customMethods,
        Underscores underscores,
        NameSpelling spelling,
        boolean forwardReason,
        int headBytesMax,
        int fieldsMax) {

    /** Envoy's limit of the head of a request, in bytes. */
    public static final int REQUEST_HEAD_BYTES_MAX = 60 * 1024;

    /** Envoy's limit of the head of a response, in bytes. */
    public static final int RESPONSE_HEAD_BYTES_MAX = 80 * 1024;

    /** Envoy's limit of the number of fields. */
    public static final int FIELDS_MAX = 100;

    /** What Envoy does by default with a downstream connection. */
    public static final Http1Spec DOWNSTREAM = new Http1Spec(
            false,
            "",
            true,
            false,
            false,
            false,
            false,
            Underscores.ALLOW,
            NameSpelling.LOWER_CASE,
            false,
            REQUEST_HEAD_BYTES_MAX,
            FIELDS_MAX);

    /** What Envoy does by default with an upstream connection. */
    public static final Http1Spec UPSTREAM = DOWNSTREAM.withLimits(RESPONSE_HEAD_BYTES_MAX, FIELDS_MAX);

    /** What becomes of a request whose field names contain an underscore. */
    public enum Underscores {
        ALLOW,
        /** The request is refused (400). */
        REJECT_REQUEST,
        /** The field is dropped. */
        DROP_HEADER
    }

    /** How names are spelled on the wire. */
    public enum NameSpelling {
        LOWER_CASE,
        /** {@code Content-Type}. */
        PROPER_CASE,
        /** As the other side spelled them; what the proxy adds is in lower case. */
        PRESERVED,
        /** As the other side spelled them; what the proxy adds is in proper case. */
        PRESERVED_ELSE_PROPER;

        /** Whether the spelling of the other side has to be kept. */
        public boolean preserved() {
            return this == PRESERVED || this == PRESERVED_ELSE_PROPER;
        }
    }

    /** The same with other limits. */
    public Http1Spec withLimits(int newHeadBytesMax, int newFieldsMax) {
        return new Http1Spec(
                acceptHttp10,
                defaultHost,
                absoluteUrl,
                sendAbsoluteUrl,
                trailers,
                chunkedLength,
                customMethods,
                underscores,
                spelling,
                forwardReason,
                newHeadBytesMax,
                newFieldsMax);
    }
}
