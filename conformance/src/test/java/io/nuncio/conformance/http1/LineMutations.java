package io.nuncio.conformance.http1;

import static io.nuncio.conformance.http1.Mutation.of;

import java.util.List;

/** What can be done to the line of a request. */
final class LineMutations {

    static final List<Mutation> ALL = List.of(
            of("line-tab", draft -> draft.requestLine = draft.requestLine.replaceFirst(" ", "\t")),
            of("line-two-spaces", draft -> draft.requestLine = draft.requestLine.replaceFirst(" ", "  ")),
            of("line-vertical-tab", draft -> draft.requestLine = draft.requestLine.replaceFirst(" ", "\u000b")),
            of("line-space-before", draft -> draft.before = " "),
            of("line-space-behind", draft -> draft.requestLine += " "),
            of("line-empty-before", draft -> draft.before = "\r\n"),
            of("line-two-empty-before", draft -> draft.before = "\r\n\r\n"),
            of("line-feed-before", draft -> draft.before = "\n"),
            of("line-return-before", draft -> draft.before = "\r"),
            of("line-ends-with-feed", draft -> draft.requestLineEnd = "\n"),
            of("line-ends-with-return", draft -> draft.requestLineEnd = "\r"),
            of("line-two-returns", draft -> draft.requestLineEnd = "\r\r\n"),
            of("line-return-inside", draft -> draft.target(draft.target() + "\rx")),
            of("method-lower", draft -> draft.method("get")),
            of("method-unknown", draft -> draft.method("FROB")),
            of("method-prefix", draft -> draft.method("GETX")),
            of("method-empty", draft -> draft.method("")),
            of("method-delimiter", draft -> draft.method("GE(T")),
            of("method-trace", draft -> draft.method("TRACE")),
            of("method-patch", draft -> draft.method("PATCH")),
            of("method-propfind", draft -> draft.method("PROPFIND")),
            of("method-connect", draft -> {
                draft.method("CONNECT");
                draft.target("a.test:80");
            }),
            of("version-none", draft -> draft.requestLine = "GET " + draft.target()),
            of("version-lower", draft -> draft.version("http/1.1")),
            of("version-0.9", draft -> draft.version("HTTP/0.9")),
            of("version-1.0", draft -> draft.version("HTTP/1.0")),
            of("version-1.2", draft -> draft.version("HTTP/1.2")),
            of("version-2.0", draft -> draft.version("HTTP/2.0")),
            of("version-1.10", draft -> draft.version("HTTP/1.10")),
            of("version-01.1", draft -> draft.version("HTTP/01.1")),
            of("version-1.", draft -> draft.version("HTTP/1.")),
            of("version-other", draft -> draft.version("SIP/1.1")),
            of("version-space-inside", draft -> draft.version("HTTP/ 1.1")),
            of("target-fragment", draft -> draft.target(draft.target() + "#x")),
            of("target-nul", draft -> draft.target(draft.target() + "\0")),
            of("target-control", draft -> draft.target(draft.target() + "\u0001")),
            of("target-delete", draft -> draft.target(draft.target() + "\u007f")),
            of("target-high-byte", draft -> draft.target(draft.target() + "\u00fc")),
            of("target-space", draft -> draft.target(draft.target() + " x")),
            of("target-percent", draft -> draft.target(draft.target() + "%")),
            of("target-percent-00", draft -> draft.target(draft.target() + "%00")),
            of("target-percent-0d0a", draft -> draft.target(draft.target() + "%0d%0aX:%20y")),
            of("target-dots", draft -> draft.target("/x/../.." + draft.target())),
            of("target-slashes", draft -> draft.target("//x" + draft.target())),
            of("target-no-slash", draft -> draft.target("x")),
            of("target-star", draft -> draft.target("*")),
            of("target-star-options", draft -> {
                draft.method("OPTIONS");
                draft.target("*");
            }),
            of("target-absolute", draft -> draft.target("http://b.test" + draft.target())),
            of("target-absolute-user", draft -> draft.target("http://u:p@b.test" + draft.target())),
            of("target-absolute-no-host", draft -> draft.target("http://" + draft.target())),
            of("target-absolute-other", draft -> draft.target("ftp://b.test" + draft.target())),
            of("target-absolute-port", draft -> draft.target("http://b.test:99999" + draft.target())),
            of("target-authority", draft -> draft.target("b.test:80")),
            of("target-brackets", draft -> draft.target(draft.target() + "?a[]={\"x\"}|\\^`")));

    private LineMutations() {}
}
