package io.nuncio.conformance.http1;

import static io.nuncio.conformance.http1.Mutation.change;
import static io.nuncio.conformance.http1.Mutation.field;

import java.util.List;

/** What can be done to the fields of a head. */
final class FieldMutations {

    static final List<Mutation> ALL = List.of(
            change("field-ends-with-feed", draft -> draft.fields.add("X-A: b\n")),
            change("field-ends-with-return", draft -> draft.fields.add(0, "X-A: b\r")),
            change("field-two-returns", draft -> draft.fields.add("X-A: b\r\r\n")),
            change("head-ends-with-feed", draft -> draft.headEnd = "\n"),
            change("head-ends-with-return", draft -> draft.headEnd = "\r"),
            change("head-ends-with-return-text", draft -> draft.headEnd = "\rX: y\r\n\r\n"),
            field("value-return", "X-A: b\rc"),
            field("value-return-field", "X-A: b\rX-C: d"),
            field("value-nul", "X-A: b\0c"),
            field("value-control", "X-A: b\u0001c"),
            field("value-delete", "X-A: b\u007fc"),
            field("value-high-byte", "X-A: b\u00fcc"),
            field("value-tab", "X-A: b\tc"),
            field("value-empty", "X-A:"),
            field("value-blank", "X-A: \t "),
            field("value-vertical-tab-first", "X-A:\u000bb"),
            field("name-space-behind", "X-A : b"),
            field("name-tab-behind", "X-A\t: b"),
            field("name-space-inside", "X A: b"),
            field("name-empty", ": b"),
            field("name-no-colon", "X-A"),
            field("name-underscore", "X_A: b"),
            field("name-delimiter", "X(A: b"),
            field("name-high-byte", "X\u00fcA: b"),
            field("name-nul", "X\0A: b"),
            field("name-control", "X\u0001A: b"),
            field("name-return", "X\rA: b"),
            field("name-colon-first", ":path: /other"),
            change("fold", draft -> draft.last("X-A: b\r\n c")),
            change("fold-tab", draft -> draft.last("X-A: b\r\n\tc")),
            change("fold-empty", draft -> draft.last("X-A: b\r\n ")),
            change("fold-first", draft -> draft.fields.add(0, " X-A: b\r\n")),
            change("fold-length", draft -> {
                draft.length("3", "abc");
                draft.without("Content-Length");
                draft.last("Content-Length:\r\n 3");
            }),
            change("fold-length-digits", draft -> {
                draft.length("3", "abc");
                draft.without("Content-Length");
                draft.last("Content-Length: \r\n 3\r\n 0");
            }),
            change("fold-coding", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.without("Transfer-Encoding");
                draft.last("Transfer-Encoding:\r\n chunked");
            }),
            change("fold-hides-length", draft -> draft.last("X-A: b\r\n Content-Length: 30")),
            change("fold-hides-coding", draft -> draft.last("X-A: b\r\n Transfer-Encoding: chunked")),
            change("host-none", draft -> draft.without("Host")),
            change("host-empty", draft -> {
                draft.without("Host");
                draft.field("Host:");
            }),
            field("host-twice", "Host: b.test"),
            field("host-twice-equal", "Host: a.test"),
            change("host-space", draft -> host(draft, "a b.test")),
            change("host-slash", draft -> host(draft, "a.test/x")),
            change("host-user", draft -> host(draft, "u@a.test")),
            change("host-list", draft -> host(draft, "a.test, b.test")),
            change("host-port", draft -> host(draft, "a.test:80")),
            change("host-port-bad", draft -> host(draft, "a.test:x")),
            change("host-address", draft -> host(draft, "[::1]:80")),
            change("host-percent", draft -> host(draft, "a%41.test")),
            change("host-high-byte", draft -> host(draft, "a\u00fc.test")),
            change("host-control", draft -> host(draft, "a\u0001.test")),
            change("connection-close", draft -> draft.field("Connection: close")),
            change("connection-keep-alive", draft -> draft.field("Connection: keep-alive, Keep-Alive")),
            field("connection-names-field", "Connection: X-B"),
            field("connection-names-host", "Connection: Host"),
            change("connection-names-length", draft -> {
                draft.length("3", "abc");
                draft.field("Connection: Content-Length");
            }),
            change("connection-names-coding", draft -> {
                draft.chunks("3\r\nabc\r\n");
                draft.field("Connection: Transfer-Encoding");
            }),
            field("connection-names-forwarded", "Connection: X-Forwarded-For"),
            field("upgrade-without-connection", "Upgrade: foo"),
            change("upgrade-foo", draft -> {
                draft.field("Upgrade: foo");
                draft.field("Connection: upgrade");
            }),
            change("upgrade-websocket", draft -> {
                draft.field("Upgrade: websocket");
                draft.field("Connection: Upgrade");
            }),
            change("upgrade-h2c", draft -> {
                draft.field("Upgrade: h2c");
                draft.field("HTTP2-Settings: AAMAAABkAAQAAP__");
                draft.field("Connection: Upgrade, HTTP2-Settings");
            }),
            change("expect-continue", draft -> {
                draft.length("3", "abc");
                draft.field("Expect: 100-continue");
            }),
            change("expect-continue-without-body", draft -> draft.field("Expect: 100-continue")),
            change("expect-other", draft -> draft.field("Expect: 200-ok")),
            change("fields-many", draft -> {
                for (int i = 0; i < 90; i++) {
                    draft.last("X-" + i + ": y");
                }
            }),
            change("fields-too-many", draft -> {
                for (int i = 0; i < 300; i++) {
                    draft.last("X-" + i + ": y");
                }
            }),
            change("field-long", draft -> draft.last("X-A: " + "y".repeat(7_000))),
            change("field-too-long", draft -> draft.last("X-A: " + "y".repeat(70_000))));

    private FieldMutations() {}

    private static void host(Draft draft, String value) {
        draft.without("Host");
        draft.field("Host: " + value);
    }
}
