package io.nuncio.conformance.http1;

import static io.nuncio.conformance.http1.Mutation.change;
import static io.nuncio.conformance.http1.Mutation.chunks;
import static io.nuncio.conformance.http1.Mutation.coding;
import static io.nuncio.conformance.http1.Mutation.length;

import java.util.List;

/** What can be done to the length of a body, the way of saying it, and chunks. */
final class BodyMutations {

    static final List<Mutation> ALL = List.of(
            length("length-zeros", "0003"),
            length("length-plus", "+3"),
            length("length-minus", "-3"),
            length("length-hex", "0x3"),
            length("length-space-inside", "3 3"),
            length("length-text-behind", "3x"),
            length("length-point", "3.0"),
            length("length-empty", ""),
            length("length-list-equal", "3, 3"),
            length("length-list-other", "3, 4"),
            length("length-comma", "3,"),
            length("length-vertical-tab", "\u000b3"),
            length("length-tab", "\t3\t"),
            length("length-high-byte", "\u00a03"),
            length("length-2-64-3", "18446744073709551619"),
            length("length-2-63", "9223372036854775808"),
            length("length-less", "2"),
            length("length-more", "4"),
            change("length-twice-equal", draft -> {
                draft.length("3", "abc");
                draft.field("Content-Length: 3");
            }),
            change("length-twice-other", draft -> {
                draft.length("3", "abc");
                draft.field("Content-Length: 2");
            }),
            change("length-name-space", draft -> {
                draft.length("3", "abc");
                draft.without("Content-Length");
                draft.field("Content-Length : 3");
            }),
            change("length-name-underscore", draft -> {
                draft.length("3", "abc");
                draft.without("Content-Length");
                draft.field("Content_Length: 3");
            }),
            change("length-get", draft -> {
                draft.length("3", "abc");
                draft.method("GET");
            }),
            change("length-head", draft -> {
                draft.length("3", "abc");
                draft.method("HEAD");
            }),
            change("length-none-body", draft -> {
                draft.method("POST");
                draft.body = "abc";
            }),
            change("length-1.0", draft -> {
                draft.length("3", "abc");
                draft.version("HTTP/1.0");
            }),
            change("coding-and-length", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.field("Content-Length: 13");
            }),
            change("coding-and-short-length", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.field("Content-Length: 3");
            }),
            change("coding-and-zero-length", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.field("Content-Length: 0");
            }),
            change("coding-twice", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.field("Transfer-Encoding: chunked");
            }),
            change("coding-and-identity-line", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.field("Transfer-Encoding: identity");
            }),
            change("coding-1.0", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.version("HTTP/1.0");
            }),
            change("coding-get", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.method("GET");
            }),
            coding("coding-gzip-chunked", "Transfer-Encoding: gzip, chunked"),
            coding("coding-chunked-gzip", "Transfer-Encoding: chunked, gzip"),
            coding("coding-chunked-chunked", "Transfer-Encoding: chunked, chunked"),
            coding("coding-identity-chunked", "Transfer-Encoding: identity, chunked"),
            coding("coding-identity", "Transfer-Encoding: identity"),
            coding("coding-upper", "Transfer-Encoding: CHUNKED"),
            coding("coding-prefix", "Transfer-Encoding: xchunked"),
            coding("coding-suffix", "Transfer-Encoding: chunkedx"),
            coding("coding-empty", "Transfer-Encoding:"),
            coding("coding-quoted", "Transfer-Encoding: \"chunked\""),
            coding("coding-parameter", "Transfer-Encoding: chunked;a=b"),
            coding("coding-comma-behind", "Transfer-Encoding: chunked,"),
            coding("coding-comma-before", "Transfer-Encoding: ,chunked"),
            coding("coding-tab", "Transfer-Encoding:\tchunked"),
            coding("coding-vertical-tab", "Transfer-Encoding:\u000bchunked"),
            coding("coding-form-feed-behind", "Transfer-Encoding: chunked\f"),
            coding("coding-nul-behind", "Transfer-Encoding: chunked\0"),
            coding("coding-space-name", "Transfer-Encoding : chunked"),
            coding("coding-underscore-name", "Transfer_Encoding: chunked"),
            coding("coding-return-value", "X: y\rTransfer-Encoding: chunked"),
            chunks("chunk-plain", "3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-hex", "00A\r\n0123456789\r\n0\r\n\r\n"),
            chunks("chunk-long-zeros", "0".repeat(40) + "3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-0x", "0x3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-plus", "+3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-minus", "-3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-2-64-3", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-2-32-3", "100000003\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-2-63", "8000000000000000\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-no-size", "\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-not-hex", "g\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-space-before", " 3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-space-behind", "3 \r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-tab-behind", "3\t\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-space-inside", "0 3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-line-feed", "3\nabc\r\n0\r\n\r\n"),
            chunks("chunk-line-return", "3\rabc\r\n0\r\n\r\n"),
            chunks("chunk-line-two-returns", "3\r\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension", "3;a=b;c\r\nabc\r\n0;d\r\n\r\n"),
            chunks("chunk-extension-quoted", "3;a=\"b;\\\"c\"\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension-space", "3 ; a = b\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension-feed", "3;a\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension-feed-inside", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension-return", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension-nul", "3;a\0b\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-extension-long", "3;" + "a".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-data-more", "3\r\nabcd\r\n0\r\n\r\n"),
            chunks("chunk-data-two-more", "3\r\nabcde0\r\n\r\n"),
            chunks("chunk-data-less", "4\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk-end-feed", "3\r\nabc\n0\r\n\r\n"),
            chunks("chunk-end-return", "3\r\nabc\r0\r\n\r\n"),
            chunks("chunk-end-none", "3\r\nabc0\r\n\r\n"),
            chunks("chunk-last-zeros", "3\r\nabc\r\n000\r\n\r\n"),
            chunks("chunk-last-feed", "3\r\nabc\r\n0\n\r\n"),
            chunks("chunk-last-end-feed", "3\r\nabc\r\n0\r\n\n"),
            chunks("chunk-last-two-feeds", "3\r\nabc\r\n0\n\n"),
            chunks("chunk-last-return", "3\r\nabc\r\n0\r\r\n"),
            chunks("chunk-last-no-end", "3\r\nabc\r\n0\r\n"),
            chunks("trailer-plain", "3\r\nabc\r\n0\r\nX-T: u\r\n\r\n"),
            chunks("trailer-length", "3\r\nabc\r\n0\r\nContent-Length: 30\r\n\r\n"),
            chunks("trailer-coding", "3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
            chunks("trailer-feed", "3\r\nabc\r\n0\r\nX-T: u\n\r\n"),
            chunks("trailer-fold", "3\r\nabc\r\n0\r\nX-T: u\r\n v\r\n\r\n"),
            chunks("trailer-no-colon", "3\r\nabc\r\n0\r\nX-T\r\n\r\n"),
            chunks("trailer-space-name", "3\r\nabc\r\n0\r\nX-T : u\r\n\r\n"),
            chunks("trailer-return", "3\r\nabc\r\n0\r\nX-T: u\rv\r\n\r\n"),
            chunks("trailer-nul", "3\r\nabc\r\n0\r\nX-T: u\0v\r\n\r\n"));

    private BodyMutations() {}
}
