package io.nuncio.control.translate.route;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.ContentHash;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Translation;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.DirectResponseSpec;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Envoy's {@code RouteConfiguration} to {@link RouteTableSpec}. */
public final class RouteTableTranslator {

    private RouteTableTranslator() {}

    /**
     * A table as it came.
     *
     * @param path where the message stands, empty for a resource that came by itself
     * @param scope whether its clusters have to exist
     */
    public static Candidate<RouteTableSpec> candidate(
            RouteConfiguration message, String path, Ground ground, RouteScope scope) {
        return new RouteTableCandidate(ContentHash.of(message), message, path, ground, scope);
    }

    private record RouteTableCandidate(
            String contentHash, RouteConfiguration message, String path, Ground ground, RouteScope scope)
            implements Candidate<RouteTableSpec> {
        @Override
        public String name() {
            return message.getName();
        }

        @Override
        public ResourceMessage received() {
            return new ResourceMessage(message);
        }

        @Override
        public Translation<RouteTableSpec> translate() {
            TranslationSession session = new TranslationSession(ground);
            return session.finish(read(message, session.place(path), scope));
        }
    }

    /** Reads a table that stands at {@code place}. It is good only if no error was recorded. */
    public static RouteTableSpec read(RouteConfiguration message, Place place, RouteScope scope) {
        place.refuseUnsupported(message);
        Levels levels = new Levels(
                clusters(message, scope),
                message.hasMaxDirectResponseBodySizeBytes()
                        ? Integer.toUnsignedLong(
                                message.getMaxDirectResponseBodySizeBytes().getValue())
                        : DirectResponseSpec.BODY_BYTES_MAX_DEFAULT,
                Optional.empty(),
                ImmutableList.of());
        levels = new Levels(
                levels.clusters(),
                levels.bodyBytesMax(),
                levels.retry(),
                Mirrors.read(message.getRequestMirrorPoliciesList(), levels, place));
        ImmutableList.Builder<VirtualHostSpec> virtualHosts = ImmutableList.builder();
        for (int i = 0; i < message.getVirtualHostsCount(); i++) {
            virtualHosts.add(VirtualHosts.read(message.getVirtualHosts(i), levels, place.at("virtual_hosts", i)));
        }
        checkDomains(message, place);
        return new RouteTableSpec(
                message.getName(),
                ContentHash.of(message),
                virtualHosts.build(),
                Mutations.requests(message, place),
                Mutations.responses(message, place),
                new RouteTableSpec.Options(
                        message.getIgnorePortInHostMatching(),
                        message.getIgnorePathParametersInPathMatching(),
                        message.getMostSpecificHeaderMutationsWins(),
                        message.getVhostHeader().isEmpty()
                                ? HeaderNames.AUTHORITY
                                : HeaderName.of(message.getVhostHeader())),
                message.getInternalOnlyHeadersList().stream()
                        .map(HeaderName::of)
                        .collect(ImmutableList.toImmutableList()),
                Metadatas.json(message.getMetadata()),
                FilterConfigs.read(message.getTypedPerFilterConfigMap(), place));
    }

    private static Predicate<String> clusters(RouteConfiguration message, RouteScope scope) {
        boolean validate =
                message.hasValidateClusters() ? message.getValidateClusters().getValue() : scope.inline();
        return validate ? scope.clusters() : name -> true;
    }

    /** Envoy takes two virtual hosts of one name, but not two of one domain. */
    private static void checkDomains(RouteConfiguration message, Place place) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < message.getVirtualHostsCount(); i++) {
            List<String> domains = message.getVirtualHosts(i).getDomainsList();
            for (int j = 0; j < domains.size(); j++) {
                String domain = Ascii.toLowerCase(domains.get(j));
                if (!seen.add(domain)) {
                    place.at("virtual_hosts", i)
                            .error(
                                    "domains[" + j + "]",
                                    domain.equals("*")
                                            ? "Only a single wildcard domain is permitted in route " + message.getName()
                                            : "Only unique values for domains are permitted. Duplicate entry of domain "
                                                    + domain + " in route " + message.getName());
                }
            }
        }
    }
}
