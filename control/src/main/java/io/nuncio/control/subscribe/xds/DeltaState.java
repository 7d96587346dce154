package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delta: the first request of a stream says what is wanted and which versions are there; later ones say what is wanted in
 * addition or no more; each response is acknowledged by a request of its own.
 */
final class DeltaState extends TypeState {

    private record Acknowledgement(String nonce, Optional<Status> error) {}

    private final Map<String, String> versions = new LinkedHashMap<>();
    private final Set<String> toSubscribe = new LinkedHashSet<>();
    private final Set<String> toUnsubscribe = new LinkedHashSet<>();
    private final Queue<Acknowledgement> acknowledgements = new ArrayDeque<>();
    private String systemVersion = "";

    DeltaState(ResourceType type, ResourceConsumer consumer, Dispatcher main) {
        super(type, consumer, main);
    }

    @Override
    void wantAll() {
        if (!wildcard && asked) {
            toSubscribe.add(WILDCARD);
        }
        wildcard = true;
    }

    @Override
    void want(String name) {
        if (!names.add(name)) {
            return;
        }
        toUnsubscribe.remove(name);
        if (asked) {
            // Also where an unsubscription has not gone out yet: whoever asks anew wants to be told anew.
            toSubscribe.add(name);
        }
    }

    @Override
    void drop(String name) {
        if (!names.remove(name)) {
            return;
        }
        ttls.clear(name);
        if (!wildcard) {
            versions.remove(name);
        }
        if (asked && !toSubscribe.remove(name)) {
            toUnsubscribe.add(name);
        }
    }

    @Override
    void streamOpened() {
        asked = false;
        acknowledgements.clear();
        toSubscribe.clear();
        toUnsubscribe.clear();
    }

    @Override
    boolean hasRequest() {
        return asked
                ? !acknowledgements.isEmpty() || !toSubscribe.isEmpty() || !toUnsubscribe.isEmpty()
                : wantsAnything();
    }

    @Override
    DeltaDiscoveryRequest request(@Nullable Node node) {
        DeltaDiscoveryRequest.Builder request =
                DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
        if (node != null) {
            request.setNode(node);
        }
        if (!asked) {
            first(request);
        } else if (!acknowledgements.isEmpty()) {
            Acknowledgement next = acknowledgements.remove();
            request.setResponseNonce(next.nonce());
            next.error().ifPresent(request::setErrorDetail);
        } else {
            request.addAllResourceNamesSubscribe(toSubscribe);
            request.addAllResourceNamesUnsubscribe(toUnsubscribe);
            toSubscribe.clear();
            toUnsubscribe.clear();
        }
        asked = true;
        return request.build();
    }

    /** An empty list asks for everything, which only the first request of a stream can say so. */
    private void first(DeltaDiscoveryRequest.Builder request) {
        if (wildcard && !names.isEmpty()) {
            request.addResourceNamesSubscribe(WILDCARD);
        }
        request.addAllResourceNamesSubscribe(names);
        request.putAllInitialResourceVersions(versions);
    }

    /** Takes a response; a request with the answer is due afterwards. */
    void onResponse(DeltaDiscoveryResponse response) {
        ImmutableList.Builder<XdsResource> changed = ImmutableList.builder();
        for (Resource message : response.getResourcesList()) {
            XdsResource resource = XdsResource.of(message);
            if (!wants(resource.name())) {
                continue;
            }
            if (!resource.hasBody() && resource.version().equals(versions.get(resource.name()))) {
                ttls.refresh(resource.name(), resource.ttlMs());
            } else {
                changed.add(resource);
            }
        }
        ImmutableList<XdsResource> bodies = changed.build();
        ImmutableList<String> removed = response.getRemovedResourcesList().stream()
                .filter(this::wants)
                .collect(ImmutableList.toImmutableList());
        systemVersion = response.getSystemVersionInfo();
        Verdict verdict = judge(() -> consumer.onChanges(response.getSystemVersionInfo(), bodies, removed));
        refreshTtls(bodies, verdict);
        for (XdsResource resource : bodies) {
            if (!verdict.names().contains(resource.name())) {
                versions.put(resource.name(), resource.version());
            }
        }
        removed.forEach(this::forget);
        acknowledgements.add(new Acknowledgement(
                response.getNonce(), verdict.accepted() ? Optional.empty() : Optional.of(error(verdict))));
    }

    private void forget(String name) {
        versions.remove(name);
        ttls.clear(name);
    }

    @Override
    void expired(String name) {
        versions.remove(name);
        remove(systemVersion, name);
    }
}
