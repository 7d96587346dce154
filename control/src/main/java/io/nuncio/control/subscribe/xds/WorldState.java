package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.nuncio.kernel.thread.Dispatcher;
import org.jspecify.annotations.Nullable;

/**
 * State of the world: each request names all that is wanted and the version that is in force; a response is acknowledged by
 * a request with its nonce.
 */
final class WorldState extends TypeState {

    private String version = "";
    private String nonce = "";
    private @Nullable Status error;
    private boolean pending;

    WorldState(ResourceType type, ResourceConsumer consumer, Dispatcher main) {
        super(type, consumer, main);
    }

    @Override
    void wantAll() {
        wildcard = true;
        pending = true;
    }

    @Override
    void want(String name) {
        pending |= names.add(name);
    }

    @Override
    void drop(String name) {
        if (names.remove(name)) {
            ttls.clear(name);
            pending = true;
        }
    }

    @Override
    void streamOpened() {
        nonce = "";
        error = null;
        asked = false;
        pending = true;
    }

    /** Who has never asked on this stream for anything must not begin with an empty list: it would mean everything. */
    @Override
    boolean hasRequest() {
        return pending && (asked || wantsAnything());
    }

    @Override
    DiscoveryRequest request(@Nullable Node node) {
        DiscoveryRequest.Builder request = DiscoveryRequest.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setVersionInfo(version)
                .setResponseNonce(nonce);
        if (wildcard && !names.isEmpty()) {
            request.addResourceNames(WILDCARD);
        }
        request.addAllResourceNames(names);
        if (error != null) {
            request.setErrorDetail(error);
        }
        if (node != null) {
            request.setNode(node);
        }
        error = null;
        pending = false;
        asked = true;
        return request.build();
    }

    /** Takes a response; a request with the answer is due afterwards. */
    void onResponse(DiscoveryResponse response) {
        nonce = response.getNonce();
        pending = true;
        Verdict verdict = take(response);
        if (verdict.accepted()) {
            version = response.getVersionInfo();
        } else {
            error = error(verdict);
        }
    }

    private Verdict take(DiscoveryResponse response) {
        ImmutableList.Builder<XdsResource> bodies = ImmutableList.builder();
        ImmutableList.Builder<XdsResource> all = ImmutableList.builder();
        try {
            for (Any any : response.getResourcesList()) {
                XdsResource resource = XdsResource.of(any);
                all.add(resource);
                if (resource.hasBody()) {
                    bodies.add(resource);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            return Verdict.refused("", "a resource cannot be read: " + e.getMessage());
        }
        ImmutableList<XdsResource> received = all.build();
        ImmutableList<XdsResource> whole = bodies.build();
        // Nothing but heartbeats says that these live on, not that there are no others.
        boolean heartbeats = whole.isEmpty() && !received.isEmpty();
        Verdict verdict =
                heartbeats ? Verdict.ACCEPTED : judge(() -> consumer.onWorld(response.getVersionInfo(), whole));
        refreshTtls(received, verdict);
        return verdict;
    }

    @Override
    void expired(String name) {
        remove(version, name);
    }
}
