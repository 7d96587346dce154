package io.nuncio.proxy.wire.http1;

/**
 * Why a message is refused. Values, made once: a hostile peer costs no stack trace.
 *
 * @param status how a request is answered
 * @param details Envoy's response code details
 */
record Http1Error(int status, String details) {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 431;

    /** The grammar is broken. */
    static final Http1Error SYNTAX = new Http1Error(BAD_REQUEST, "http1.codec_error");

    static final Http1Error CHARACTERS = new Http1Error(BAD_REQUEST, "http1.invalid_characters");
    static final Http1Error URL = new Http1Error(BAD_REQUEST, "http1.invalid_url");
    static final Http1Error SCHEME = new Http1Error(BAD_REQUEST, "http1.invalid_scheme");
    static final Http1Error AUTHORITY = new Http1Error(BAD_REQUEST, "http.invalid_authority");
    static final Http1Error CONNECTION = new Http1Error(BAD_REQUEST, "http1.connection_header_rejected");
    static final Http1Error UNDERSCORE = new Http1Error(BAD_REQUEST, "http1.unexpected_underscore");
    static final Http1Error CONNECT_BODY = new Http1Error(BAD_REQUEST, "http1.body_disallowed");
    static final Http1Error LENGTH_AND_CHUNKED =
            new Http1Error(BAD_REQUEST, "http1.content_length_and_chunked_not_allowed");

    /** Chunked coding in HTTP/1.0, in a 1xx or in a 204: its reader may not know it. */
    static final Http1Error CODING_NOT_ALLOWED = new Http1Error(BAD_REQUEST, "http1.transfer_encoding_not_allowed");

    static final Http1Error LENGTH_NOT_ALLOWED = new Http1Error(BAD_REQUEST, "http1.content_length_not_allowed");
    static final Http1Error TOO_MANY = new Http1Error(TOO_LARGE, "http1.too_many_headers");
    static final Http1Error HEAD_TOO_LARGE = new Http1Error(TOO_LARGE, "http1.headers_too_large");
    static final Http1Error VERSION = new Http1Error(426, "low_version");
    static final Http1Error CODING = new Http1Error(501, "http1.invalid_transfer_encoding");
}
