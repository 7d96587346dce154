package io.nuncio.control.subscribe.grpc;

import io.netty.handler.ssl.SslContext;
import io.nuncio.control.publish.Publisher;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ControlPlaneSpec.EnvoyGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.GoogleGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.Target;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.upstream.Host;
import io.nuncio.proxy.upstream.HostSet;
import io.nuncio.proxy.upstream.SharedCluster;
import io.nuncio.proxy.wire.UnservedSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The hosts of a control plane: those of a cluster as last published, or the one that a target names. */
final class Endpoints {

    private static final String UNIX = "unix:";
    private static final String DNS = "dns:///";
    private static final int PORT_DEFAULT = 443;
    private static final int AUTHORITY_CHARS_MAX = 255;

    private Endpoints() {}

    static Endpoint.Choice of(Target target, Publisher published, RandomGenerator random) {
        return switch (target) {
            case EnvoyGrpc cluster -> () -> ofCluster(cluster, published, random);
            case GoogleGrpc named -> () -> ofTarget(named.uri());
        };
    }

    private static Endpoint ofCluster(EnvoyGrpc target, Publisher published, RandomGenerator random) {
        SharedCluster cluster = published.clusters().stream()
                .filter(each -> each.spec().name().equals(target.cluster()))
                .findFirst()
                .orElseThrow(() -> new Endpoint.NoEndpointException("no cluster '" + target.cluster() + "'"));
        List<Host> hosts = usable(cluster.published());
        if (hosts.isEmpty()) {
            throw new Endpoint.NoEndpointException("no healthy host in cluster '" + target.cluster() + "'");
        }
        Host host = hosts.get(random.nextInt(hosts.size()));
        return new Endpoint(
                host.socketAddress(),
                authority(target.authority().isEmpty() ? target.cluster() : target.authority()),
                cluster.spec().connectTimeoutMs(),
                cluster.spec().keepalive(),
                tls(cluster));
    }

    /** The proxy's own connections cannot be made secure yet; those to a control plane can. */
    private static Optional<SslContext> tls(SharedCluster cluster) {
        if (cluster.transport() instanceof UnservedSocket.Maker unserved) {
            return Optional.of(PlaneTls.read(unserved.config()));
        }
        if (cluster.transport().secure()) {
            throw new Endpoint.NoEndpointException("the transport socket of cluster '"
                    + cluster.spec().name() + "' is none that leads to a control plane");
        }
        return Optional.empty();
    }

    /** Those of the best priority that has healthy ones; where there is none, all: one of them may be back. */
    private static List<Host> usable(HostSet hosts) {
        return hosts.byPriority().stream()
                .map(level -> level.hosts().healthy())
                .filter(level -> !level.isEmpty())
                .findFirst()
                .orElse(hosts.all());
    }

    private static Endpoint ofTarget(String uri) {
        SocketAddress address = address(uri);
        String authority = address instanceof UnixDomainSocketAddress ? "localhost" : uri.replace(DNS, "");
        return new Endpoint(
                address,
                authority(authority),
                ClusterSpec.CONNECT_TIMEOUT_DEFAULT_MS,
                Optional.empty(),
                Optional.empty());
    }

    private static SocketAddress address(String uri) {
        if (uri.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(uri.substring(UNIX.length()).replaceFirst("^//(?=/)", ""));
        }
        String text = uri.startsWith(DNS) ? uri.substring(DNS.length()) : uri;
        int colon = text.lastIndexOf(':');
        boolean port = colon > text.lastIndexOf(']') && text.indexOf(':') == colon || text.startsWith("[");
        String host = port && colon > text.lastIndexOf(']') ? text.substring(0, colon) : text;
        try {
            int number = host.length() == text.length() ? PORT_DEFAULT : Integer.parseInt(text.substring(colon + 1));
            String literal = host.equals("localhost") ? "127.0.0.1" : host.replaceAll("[\\[\\]]", "");
            return new InetSocketAddress(InetAddress.ofLiteral(literal), new Address.Socket(literal, number).port());
        } catch (IllegalArgumentException e) {
            throw new Endpoint.NoEndpointException(
                    "'" + uri + "' is no address: names are resolved by a cluster, with envoy_grpc");
        }
    }

    /** A cluster's name may hold what an authority may not. */
    private static String authority(String name) {
        String allowed = name.replaceAll("[^A-Za-z0-9._:\\[\\]-]", "_");
        return allowed.length() <= AUTHORITY_CHARS_MAX ? allowed : allowed.substring(0, AUTHORITY_CHARS_MAX);
    }
}
