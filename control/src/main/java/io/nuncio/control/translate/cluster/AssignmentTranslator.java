package io.nuncio.control.translate.cluster;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.ContentHash;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Translation;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.proxy.spec.cluster.AssignmentSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;

/** Envoy's {@code ClusterLoadAssignment}, as a resource of its own, to {@link AssignmentSpec}. */
public final class AssignmentTranslator {

    private AssignmentTranslator() {}

    /** An assignment as it came; its hosts are given by address. */
    public static Candidate<AssignmentSpec> candidate(ClusterLoadAssignment message, Ground ground) {
        return new AssignmentCandidate(message.getClusterName(), ContentHash.of(message), message, ground);
    }

    private record AssignmentCandidate(String name, String contentHash, ClusterLoadAssignment message, Ground ground)
            implements Candidate<AssignmentSpec> {
        @Override
        public ResourceMessage received() {
            return new ResourceMessage(message);
        }

        @Override
        public Translation<AssignmentSpec> translate() {
            TranslationSession session = new TranslationSession(ground);
            Place place = session.place("");
            place.refuseUnsupported(message);
            HostSetSpec hosts = Hosts.read(message, Addresses.Names.IP_ONLY, place);
            long staleAfterMs = place.milliseconds(
                    "policy.endpoint_stale_after", message.getPolicy().getEndpointStaleAfter());
            return session.finish(new AssignmentSpec(hosts, staleAfterMs));
        }
    }
}
