package io.nuncio.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The requests of the comparison: our own, one line each. The configuration is in {@code front.yaml}. */
final class Requests {

    private Requests() {}

    /**
     * One request.
     *
     * @param name says what it is about
     * @param listener which of the two it is sent to
     * @param bytes as they are sent
     */
    record Case(String name, Listener listener, String bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The listeners of the configuration. */
    enum Listener {
        /** With the presets of a connection manager. */
        PLAIN,
        /** With much of what a connection manager can be asked to do. */
        EDGE
    }

    /** All of them. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        Stream.of(MESSAGES, ROUTES, FIELDS, RESILIENCE).forEach(table -> add(Listener.PLAIN, table, all));
        add(Listener.EDGE, EDGE, all);
        return all;
    }

    /** A line of a table: what it is about; the request line; fields; after an equals sign, the body. */
    private static void add(Listener listener, String table, List<Case> into) {
        table.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] parts = line.split(" \\| ", -1);
            StringBuilder bytes = new StringBuilder(parts[1].strip()).append("\r\n");
            String body = "";
            for (int i = 2; i < parts.length; i++) {
                String part = parts[i].strip();
                if (part.startsWith("=")) {
                    body = part.substring(1).replace("\\r\\n", "\r\n");
                } else if (!part.isEmpty()) {
                    bytes.append(part).append("\r\n");
                }
            }
            into.add(new Case(parts[0].strip(), listener, bytes + "\r\n" + body));
        });
    }

    private static final String MESSAGES = """
            get                       | GET / HTTP/1.1 | host: plain.test
            names keep no case        | GET / HTTP/1.1 | Host: plain.test | X-CamelCase: One
            head                      | HEAD / HTTP/1.1 | host: plain.test
            options                   | OPTIONS / HTTP/1.1 | host: plain.test
            delete                    | DELETE / HTTP/1.1 | host: plain.test
            patch with a body         | PATCH / HTTP/1.1 | host: plain.test | content-length: 3 | =abc
            post with a length        | POST /p HTTP/1.1 | host: plain.test | content-length: 5 | =hello
            post of nothing           | POST /p HTTP/1.1 | host: plain.test | content-length: 0
            post in chunks            | POST /p HTTP/1.1 | host: plain.test | transfer-encoding: chunked | =5\\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunks with an extension  | POST /p HTTP/1.1 | host: plain.test | transfer-encoding: chunked | =5;a=b\\r\\nhello\\r\\n0\\r\\n\\r\\n
            trailers of a request     | POST /p HTTP/1.1 | host: plain.test | transfer-encoding: chunked | =1\\r\\na\\r\\n0\\r\\nx-t: 1\\r\\n\\r\\n
            100-continue              | POST /p HTTP/1.1 | host: plain.test | expect: 100-continue | content-length: 2 | =ab
            a chunked answer          | GET / HTTP/1.1 | host: plain.test | x-script: chunked
            trailers of an answer     | GET / HTTP/1.1 | host: plain.test | x-script: trailers
            an answer until the end   | GET / HTTP/1.1 | host: plain.test | x-script: close
            an interim answer         | GET / HTTP/1.1 | host: plain.test | x-script: interim
            a large answer            | GET / HTTP/1.1 | host: plain.test | x-script: large
            204                       | GET / HTTP/1.1 | host: plain.test | x-script: head=204
            304                       | GET / HTTP/1.1 | host: plain.test | x-script: head=304
            404 of the upstream       | GET / HTTP/1.1 | host: plain.test | x-script: status=404
            an unknown status         | GET / HTTP/1.1 | host: plain.test | x-script: status=499
            fields of an answer       | GET / HTTP/1.1 | host: plain.test | x-script: fields
            close is asked for        | GET / HTTP/1.1 | host: plain.test | connection: close
            close among others        | GET / HTTP/1.1 | host: plain.test | connection: Close, x-hop | x-hop: 1
            keep-alive is asked for   | GET / HTTP/1.1 | host: plain.test | connection: keep-alive
            hop-by-hop fields         | GET / HTTP/1.1 | host: plain.test | te: trailers | proxy-connection: x | keep-alive: 5
            te gzip                   | GET / HTTP/1.1 | host: plain.test | te: gzip
            absolute form             | GET http://plain.test/abs?q=1 HTTP/1.1 | host: other.test
            blanks around a value     | GET / HTTP/1.1 | host: plain.test | x-blank:   a b \t
            an empty value            | GET / HTTP/1.1 | host: plain.test | x-empty:
            the same field twice      | GET / HTTP/1.1 | host: plain.test | x-two: 1 | x-two: 2
            an underscore             | GET / HTTP/1.1 | host: plain.test | x_under: 1
            no host                   | GET / HTTP/1.1 | x-a: b
            two lengths that differ   | POST / HTTP/1.1 | host: plain.test | content-length: 3 | content-length: 4 | =abc
            a length that is none     | POST / HTTP/1.1 | host: plain.test | content-length: x
            length and chunks         | POST / HTTP/1.1 | host: plain.test | content-length: 3 | transfer-encoding: chunked | =0\\r\\n\\r\\n
            an unknown coding         | POST / HTTP/1.1 | host: plain.test | transfer-encoding: gzip | =abc
            a name with a blank       | GET / HTTP/1.1 | host: plain.test | x bad: 1
            a method nobody knows     | BREW / HTTP/1.1 | host: plain.test
            not http                  | hello
            """;

    private static final String ROUTES = """
            no such host              | GET / HTTP/1.1 | host: nobody.test
            a host in capitals        | GET / HTTP/1.1 | host: PLAIN.test
            a wildcard in front       | GET /w HTTP/1.1 | host: a.wild.test
            the longer wildcard       | GET /w HTTP/1.1 | host: a.longer.wild.test
            a wildcard at the end     | GET /w HTTP/1.1 | host: end.anything
            an exact path             | GET /exact HTTP/1.1 | host: routes.test
            an exact path and more    | GET /exact/ HTTP/1.1 | host: routes.test
            an exact path and a query | GET /exact?a=b HTTP/1.1 | host: routes.test
            a separated prefix        | GET /sep/a HTTP/1.1 | host: routes.test
            a separated prefix alone  | GET /sep HTTP/1.1 | host: routes.test
            not separated             | GET /separate HTTP/1.1 | host: routes.test
            a regular expression      | GET /re/123 HTTP/1.1 | host: routes.test
            no match of it            | GET /re/12a HTTP/1.1 | host: routes.test
            a field that is there     | GET /by-field HTTP/1.1 | host: routes.test | x-pick: one
            a field that is inverted  | GET /by-field HTTP/1.1 | host: routes.test | x-pick: three
            a query that matches      | GET /by-query?pick=one HTTP/1.1 | host: routes.test
            a query that does not     | GET /by-query?pick=two HTTP/1.1 | host: routes.test
            a direct response         | GET /direct HTTP/1.1 | host: routes.test
            a direct response to HEAD | HEAD /direct HTTP/1.1 | host: routes.test
            a direct 204              | GET /direct-204 HTTP/1.1 | host: routes.test
            a redirect of the host    | GET /to-host?a=b HTTP/1.1 | host: routes.test
            a redirect of the path    | GET /to-path?a=b HTTP/1.1 | host: routes.test
            a redirect of a prefix    | GET /to-prefix/x?a=b HTTP/1.1 | host: routes.test
            a redirect to https       | GET /to-https HTTP/1.1 | host: routes.test:80
            a redirect without query  | GET /strip?a=b HTTP/1.1 | host: routes.test
            a prefix rewritten        | GET /prefix/rest?a=b HTTP/1.1 | host: routes.test
            a path rewritten by regex | GET /regex/one/two HTTP/1.1 | host: routes.test
            a host rewritten          | GET /host HTTP/1.1 | host: routes.test
            a host out of a field     | GET /host-field HTTP/1.1 | host: routes.test | x-host: from.field
            weights of all and none   | GET /weighted HTTP/1.1 | host: routes.test
            an unknown cluster        | GET /unknown HTTP/1.1 | host: routes.test
            a cluster out of a field  | GET /cluster-field HTTP/1.1 | host: routes.test | x-cluster: up
            and without the field     | GET /cluster-field HTTP/1.1 | host: routes.test
            no route                  | GET /none HTTP/1.1 | host: routes.test
            """;

    private static final String FIELDS = """
            fields at three levels    | GET /three HTTP/1.1 | host: fields.test | x-remove: gone | x-kept: yes
            fields that were there    | GET /three HTTP/1.1 | host: fields.test | x-route: mine | x-host: mine
            actions                   | GET /actions HTTP/1.1 | host: fields.test | x-overwrite: old | x-absent: old
            actions without           | GET /actions HTTP/1.1 | host: fields.test
            formatted values          | GET /formats HTTP/1.1 | host: fields.test | x-in: value
            an internal field         | GET / HTTP/1.1 | host: plain.test | x-envoy-max-retries: 2
            forwarded for             | GET / HTTP/1.1 | host: plain.test | x-forwarded-for: 10.0.0.1, 1.2.3.4
            forwarded proto           | GET / HTTP/1.1 | host: plain.test | x-forwarded-proto: https
            a request id              | GET / HTTP/1.1 | host: plain.test | x-request-id: mine
            """;

    private static final String RESILIENCE = """
            retried until it is well  | GET /retry HTTP/1.1 | host: retry.test | x-script: fail=2
            retried in vain           | GET /retry HTTP/1.1 | host: retry.test | x-script: status=503
            not to be retried         | GET /retry HTTP/1.1 | host: retry.test | x-script: status=404
            a body is sent again      | POST /retry HTTP/1.1 | host: retry.test | x-script: fail=1 | content-length: 4 | =body
            the client asks for it    | GET / HTTP/1.1 | host: retry.test | x-envoy-retry-on: 5xx | x-script: fail=1
            the upstream goes         | GET / HTTP/1.1 | host: plain.test | x-script: reset
            nobody listens            | GET /refused HTTP/1.1 | host: retry.test
            too slow                  | GET /timeout HTTP/1.1 | host: retry.test | x-script: slow
            """;

    private static final String EDGE = """
            at the edge               | GET / HTTP/1.1 | host: plain.test
            forwarded for at the edge | GET / HTTP/1.1 | host: plain.test | x-forwarded-for: 1.2.3.4
            internal at the edge      | GET / HTTP/1.1 | host: plain.test | x-envoy-internal: true | x-envoy-retry-on: 5xx
            dot segments              | GET /a/./b/../c HTTP/1.1 | host: plain.test
            escaped letters           | GET /%61%2e HTTP/1.1 | host: plain.test
            escaped slashes           | GET /a%2Fb HTTP/1.1 | host: plain.test
            merged slashes            | GET //a///b HTTP/1.1 | host: plain.test
            a fragment                | GET /a#b HTTP/1.1 | host: plain.test
            HTTP/1.0                  | GET / HTTP/1.0 | host: plain.test
            HTTP/1.0 kept alive       | GET / HTTP/1.0 | host: plain.test | connection: keep-alive
            an underscore refused     | GET / HTTP/1.1 | host: plain.test | x_under: 1
            a server of its own       | GET / HTTP/1.1 | host: plain.test | x-script: fields
            a port at the host        | GET / HTTP/1.1 | host: plain.test:1234
            """;
}
