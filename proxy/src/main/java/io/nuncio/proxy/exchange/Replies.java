package io.nuncio.proxy.exchange;

import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Response;
import io.nuncio.filter.Summary;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.RouteActionSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.http.HeaderMutations;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the heads of answers that this proxy gives itself, for plain requests and for gRPC (Envoy's local replies). */
final class Replies {

    /** What a reply of a filter may hold. */
    private static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    private static final int GRPC_MESSAGE_SAFE_MIN = 0x20;
    private static final int GRPC_MESSAGE_SAFE_MAX = 0x7E;
    private static final int OK = 200;

    private Replies() {}

    /** A response given by a filter; its body must be at hand. */
    static LocalReply of(Response response) {
        return new LocalReply(
                response.status(),
                text(response.body()),
                response.headers(),
                Optional.empty(),
                response.details(),
                Optional.empty());
    }

    private static String text(Body body) {
        try {
            // ISO 8859-1 keeps every byte as it is.
            return new String(body.readAll(BODY_BYTES_MAX), StandardCharsets.ISO_8859_1);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the body of a reply has to be at hand", e);
        }
    }

    /**
     * The head of a reply. What is changed in it comes first, as in Envoy, so that a route may say the content type: what
     * the route of a request that would have been forwarded changes in responses, whoever replies, then the reply's own
     * fields; for an answer that a route gives itself the other way round.
     */
    static Head head(LocalReply reply, HttpStream stream) {
        Head head = stream.ground().heads().take(Head.Kind.RESPONSE);
        head.set(HeaderNames.STATUS, reply.status());
        stream.info().responseHeaders(head);
        RouteEntry route = stream.admitted() ? stream.route() : null;
        if (route != null && route.route().action() instanceof ForwardSpec forward) {
            WeightedClusterSpec weighted = weighted(route, stream);
            nameCluster(stream, weighted == null ? forward.cluster() : weighted.cluster());
        }
        boolean direct = reply.details().equals(LocalReply.DIRECT_RESPONSE);
        if (direct) {
            write(reply.headers(), head);
        }
        if (route != null && direct != forwards(route)) {
            HeaderMutations.ofResponse(
                    route,
                    weighted(route, stream),
                    head,
                    stream.info(),
                    stream.dispatcher().wallClockMs());
        }
        if (!direct) {
            write(reply.headers(), head);
        }
        if (stream.grpc()) {
            grpc(reply, head);
        } else if (!reply.body().isEmpty()) {
            head.set(HeaderNames.CONTENT_LENGTH, reply.body().length());
            if (!head.has(HeaderNames.CONTENT_TYPE)) {
                head.set(HeaderNames.CONTENT_TYPE, "text/plain");
            }
        }
        return head;
    }

    private static boolean forwards(RouteEntry route) {
        return route.route().action() instanceof ForwardSpec || route.route().action() instanceof RouteActionSpec.None;
    }

    private static @Nullable WeightedClusterSpec weighted(RouteEntry route, HttpStream stream) {
        return route.route().action() instanceof ForwardSpec forward
                        && forward.cluster() instanceof ClusterChoiceSpec.Weighted choice
                ? choice.pick(stream.random())
                : null;
    }

    /** For a gRPC request: everything in the head, and nothing after it. */
    private static void grpc(LocalReply reply, Head head) {
        head.set(HeaderNames.STATUS, OK);
        head.set(HeaderNames.CONTENT_TYPE, "application/grpc");
        head.set(HeaderNames.GRPC_STATUS, reply.grpcStatus().orElseGet(() -> grpcStatus(reply.status())));
        if (!reply.body().isEmpty()) {
            head.set(HeaderNames.GRPC_MESSAGE, percentEncoded(reply.body().stripTrailing()));
        }
    }

    /** The record tells which cluster the request would have gone to, if no filter has said so. */
    private static void nameCluster(HttpStream stream, ClusterChoiceSpec choice) {
        Head request = stream.requestHead();
        if (request == null || stream.info().upstreamCluster() != null) {
            return;
        }
        String name = switch (choice) {
            case ClusterChoiceSpec.Named named -> named.cluster();
            case ClusterChoiceSpec.FromHeader field -> field.cluster(request);
            case ClusterChoiceSpec.Weighted nested -> null;
        };
        UpstreamCluster cluster =
                name == null ? null : stream.ground().clusters().find(name);
        if (cluster != null) {
            stream.info().upstreamCluster(cluster.spec());
        }
    }

    /** A reply's own fields take the place of the proxy's; a name that it has several times stays so. */
    private static void write(Headers fields, Head head) {
        fields.forEach((name, value) -> head.remove(name));
        fields.forEach((name, value) -> head.add(name.toLowerCase(Locale.ROOT), value));
    }

    /** Whether a request is gRPC. */
    static boolean isGrpc(Head request) {
        String type = request.first(HeaderNames.CONTENT_TYPE);
        return type != null && (type.equals("application/grpc") || type.startsWith("application/grpc+"));
    }

    /** What an HTTP status means to gRPC (gRPC's http-grpc-status-mapping). */
    static int grpcStatus(int status) {
        return switch (status) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }

    /** The words that stand in the body of an answer to broken HTTP. */
    static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 426 -> "Upgrade Required";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            default -> "";
        };
    }

    static void release(@Nullable Head head, @Nullable Head trailers) {
        if (head != null) {
            head.release();
        }
        if (trailers != null) {
            trailers.release();
        }
    }

    private static String percentEncoded(String message) {
        StringBuilder encoded = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c < GRPC_MESSAGE_SAFE_MIN || c > GRPC_MESSAGE_SAFE_MAX || c == '%') {
                encoded.append('%');
                encoded.append(Character.toUpperCase(Character.forDigit(c >> 4 & 0xF, 16)));
                encoded.append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** What filters are told at the end of a stream. */
    static Summary summary(StreamInfo info) {
        return new Summary(
                info.responseCode(),
                Objects.requireNonNullElse(info.responseCodeDetails(), ""),
                info.flags().shortText(),
                info.bytesReceived(),
                info.bytesSent(),
                Duration.ofNanos(info.endMonotonicNs() - info.startMonotonicNs()));
    }
}
