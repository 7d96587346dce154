package io.nuncio.conformance.http1;

import java.util.function.Consumer;

/**
 * One way to write a request that not everybody reads alike, or that nobody should take.
 *
 * @param kind its name in the table of differences
 * @param apply does it to a draft
 */
record Mutation(String kind, Consumer<Draft> apply) {

    static Mutation change(String kind, Consumer<Draft> apply) {
        return new Mutation(kind, apply);
    }

    /** Another line among the fields. */
    static Mutation field(String kind, String line) {
        return change(kind, draft -> draft.field(line));
    }

    /** A POST of three bytes and this length. */
    static Mutation length(String kind, String length) {
        return change(kind, draft -> draft.length(length, "abc"));
    }

    /** A POST in chunks with this coding. */
    static Mutation coding(String kind, String line) {
        return change(kind, draft -> {
            draft.chunks("3\r\nabc\r\n");
            draft.without("Transfer-Encoding");
            draft.field(line);
        });
    }

    /** A POST with this body in chunks, end included. */
    static Mutation chunks(String kind, String body) {
        return change(kind, draft -> {
            draft.chunks("");
            draft.body = body;
        });
    }
}
