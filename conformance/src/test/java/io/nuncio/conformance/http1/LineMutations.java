package io.nuncio.conformance.http1;

import static io.nuncio.conformance.http1.Mutation.change;

import java.util.List;

/** What can be done to the line of a request. */
final class LineMutations {

    static final List<Mutation> ALL = List.of(
            change("line-tab", draft -> draft.requestLine = draft.requestLine.replaceFirst(" ", "\t")),
            change("line-two-spaces", draft -> draft.requestLine = draft.requestLine.replaceFirst(" ", "  ")),
            change("line-vertical-tab", draft -> draft.requestLine = draft.requestLine.replaceFirst(" ", "\u000b")),
            change("line-space-before", draft -> draft.before = " "),
            change("line-space-behind", draft -> draft.requestLine += " "),
            change("line-empty-before", draft -> draft.before = "\r\n"),
            change("line-two-empty-before", draft -> draft.before = "\r\n\r\n"),
            change("line-feed-before", draft -> draft.before = "\n"),
            change("line-return-before", draft -> draft.before = "\r"),
            change("line-ends-with-feed", draft -> draft.requestLineEnd = "\n"),
            change("line-ends-with-return", draft -> draft.requestLineEnd = "\r"),
            change("line-two-returns", draft -> draft.requestLineEnd = "\r\r\n"),
            change("line-return-inside", draft -> draft.target(draft.target() + "\rx")),
            change("method-lower", draft -> draft.method("get")),
            change("method-unknown", draft -> draft.method("FROB")),
            change("method-prefix", draft -> draft.method("GETX")),
            change("method-empty", draft -> draft.method("")),
            change("method-delimiter", draft -> draft.method("GE(T")),
            change("method-trace", draft -> draft.method("TRACE")),
            change("method-patch", draft -> draft.method("PATCH")),
            change("method-propfind", draft -> draft.method("PROPFIND")),
            change("method-connect", draft -> {
                draft.method("CONNECT");
                draft.target("a.test:80");
            }),
            change("version-none", draft -> draft.requestLine = "GET " + draft.target()),
            change("version-lower", draft -> draft.version("http/1.1")),
            change("version-0.9", draft -> draft.version("HTTP/0.9")),
            change("version-1.0", draft -> draft.version("HTTP/1.0")),
            change("version-1.2", draft -> draft.version("HTTP/1.2")),
            change("version-2.0", draft -> draft.version("HTTP/2.0")),
            change("version-1.10", draft -> draft.version("HTTP/1.10")),
            change("version-01.1", draft -> draft.version("HTTP/01.1")),
            change("version-1.", draft -> draft.version("HTTP/1.")),
            change("version-other", draft -> draft.version("SIP/1.1")),
            change("version-space-inside", draft -> draft.version("HTTP/ 1.1")),
            change("target-fragment", draft -> draft.target(draft.target() + "#x")),
            change("target-nul", draft -> draft.target(draft.target() + "\0")),
            change("target-control", draft -> draft.target(draft.target() + "\u0001")),
            change("target-delete", draft -> draft.target(draft.target() + "\u007f")),
            change("target-high-byte", draft -> draft.target(draft.target() + "\u00fc")),
            change("target-space", draft -> draft.target(draft.target() + " x")),
            change("target-percent", draft -> draft.target(draft.target() + "%")),
            change("target-percent-00", draft -> draft.target(draft.target() + "%00")),
            change("target-percent-0d0a", draft -> draft.target(draft.target() + "%0d%0aX:%20y")),
            change("target-dots", draft -> draft.target("/x/../.." + draft.target())),
            change("target-slashes", draft -> draft.target("//x" + draft.target())),
            change("target-no-slash", draft -> draft.target("x")),
            change("target-star", draft -> draft.target("*")),
            change("target-star-options", draft -> {
                draft.method("OPTIONS");
                draft.target("*");
            }),
            change("target-absolute", draft -> draft.target("http://b.test" + draft.target())),
            change("target-absolute-user", draft -> draft.target("http://u:p@b.test" + draft.target())),
            change("target-absolute-no-host", draft -> draft.target("http://" + draft.target())),
            change("target-absolute-other", draft -> draft.target("ftp://b.test" + draft.target())),
            change("target-absolute-port", draft -> draft.target("http://b.test:99999" + draft.target())),
            change("target-authority", draft -> draft.target("b.test:80")),
            change("target-brackets", draft -> draft.target(draft.target() + "?a[]={\"x\"}|\\^`")));

    private LineMutations() {}
}
