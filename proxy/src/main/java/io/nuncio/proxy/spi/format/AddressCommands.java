package io.nuncio.proxy.spi.format;

import static io.nuncio.proxy.spi.format.Writers.number;
import static io.nuncio.proxy.spi.format.Writers.plain;
import static io.nuncio.proxy.spi.format.Writers.text;

import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.format.Writers.Maker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Addresses of both sides, with and without their port, masked if asked for. */
final class AddressCommands {

    private static final long NO_PORT = -1;

    static final ImmutableMap<String, Maker> MAKERS = makers();

    /** Where an address is found. */
    private interface Place {
        @Nullable
        SocketAddress in(FormatInput input);
    }

    private AddressCommands() {}

    private static ImmutableMap<String, Maker> makers() {
        ImmutableMap.Builder<String, Maker> makers = ImmutableMap.builder();
        address(makers, "DOWNSTREAM_REMOTE", in -> in.info().remoteAddress());
        address(makers, "DOWNSTREAM_DIRECT_REMOTE", in -> in.info().connection().directRemoteAddress());
        address(makers, "DOWNSTREAM_LOCAL", in -> in.info().connection().localAddress());
        address(makers, "DOWNSTREAM_DIRECT_LOCAL", in -> in.info().connection().directLocalAddress());
        address(makers, "UPSTREAM_LOCAL", in -> in.info().upstream().localAddress());
        address(makers, "UPSTREAM_REMOTE", in -> in.info().upstream().remoteAddress());
        for (String name : new String[] {
            "DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID",
            "DOWNSTREAM_DIRECT_LOCAL_ADDRESS_ENDPOINT_ID",
            "UPSTREAM_REMOTE_ADDRESS_ENDPOINT_ID"
        }) {
            makers.put(name, plain(Writers.textAlways(in -> "")));
        }
        makers.put(
                "UPSTREAM_HOST",
                plain(text(in -> in.info().upstream().host() == null
                        ? null
                        : java.util.Objects.requireNonNull(in.info().upstream().host())
                                .addressText())));
        attempted(makers, "UPSTREAM_HOSTS_ATTEMPTED", UpstreamHost::addressText);
        attempted(makers, "UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT", AddressCommands::addressWithoutPort);
        attempted(makers, "UPSTREAM_HOST_NAMES_ATTEMPTED", host -> nameOf(host, true));
        attempted(makers, "UPSTREAM_HOST_NAMES_ATTEMPTED_WITHOUT_PORT", host -> nameOf(host, false));
        makers.put(
                "UPSTREAM_CONNECTION_IDS_ATTEMPTED",
                plain(text(in -> in.info().upstream().connectionId() < 0
                        ? ""
                        : Long.toString(in.info().upstream().connectionId()))));
        return makers.buildOrThrow();
    }

    private static void address(ImmutableMap.Builder<String, Maker> makers, String prefix, Place place) {
        makers.put(prefix + "_ADDRESS", plain(text(in -> ConnectionInfo.text(place.in(in)))));
        makers.put(prefix + "_ADDRESS_WITHOUT_PORT", command -> withoutPort(command, place));
        makers.put(prefix + "_PORT", plain(number(in -> port(place.in(in)), NO_PORT)));
    }

    private static void attempted(
            ImmutableMap.Builder<String, Maker> makers, String name, Function<UpstreamHost, String> each) {
        makers.put(name, plain(text(in -> {
            StringJoiner all = new StringJoiner(",");
            in.info().upstream().hostsAttempted().forEach(host -> all.add(each.apply(host)));
            return all.toString();
        })));
    }

    private static long port(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : NO_PORT;
    }

    private static Writer withoutPort(Command command, Place place) {
        int bits = maskBits(command.argument().orElse(""));
        return text(in -> {
            SocketAddress address = place.in(in);
            if (bits < 0 || !(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
                return ConnectionInfo.textWithoutPort(address);
            }
            CidrRange range = CidrRange.of(inet.getAddress(), bits);
            return ConnectionInfo.textWithoutPort(new InetSocketAddress(range.address(), 0)) + "/"
                    + range.prefixLength();
        });
    }

    /** The length of a mask; -1 where the argument is none (Envoy then prints the whole address). */
    private static int maskBits(String argument) {
        if (argument.isEmpty() || argument.length() > 3 || !argument.chars().allMatch(Character::isDigit)) {
            return -1;
        }
        return Integer.parseInt(argument);
    }

    private static String addressWithoutPort(UpstreamHost host) {
        return stripPort(host.addressText());
    }

    /** The name of a host: as configured, or else its address. */
    static String nameOf(UpstreamHost host, boolean withPort) {
        String name = host.spec().hostname().isEmpty()
                ? host.addressText()
                : host.spec().hostname();
        return withPort ? name : stripPort(name);
    }

    private static String stripPort(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.indexOf(':') != colon && !text.startsWith("[")) {
            return text;
        }
        return text.startsWith("[") ? text.substring(1, text.indexOf(']')) : text.substring(0, colon);
    }
}
