package io.nuncio.control.subscribe.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A control plane that the test speaks for, message by message. */
final class HandTransport implements XdsTransport {

    /** The streams opened so far. */
    final List<HandStream> streams = new ArrayList<>();

    static final class HandStream implements Stream {
        final Answers answers;
        final Queue<Message> sent = new ArrayDeque<>();
        boolean closed;

        HandStream(Answers answers) {
            this.answers = answers;
        }

        @Override
        public void send(Message request) {
            sent.add(request);
        }

        @Override
        public void close() {
            closed = true;
        }

        DiscoveryRequest next() {
            assertThat(sent).isNotEmpty();
            return (DiscoveryRequest) sent.remove();
        }

        DeltaDiscoveryRequest nextDelta() {
            assertThat(sent).isNotEmpty();
            return (DeltaDiscoveryRequest) sent.remove();
        }
    }

    @Override
    public Stream open(Answers answers) {
        HandStream stream = new HandStream(answers);
        streams.add(stream);
        return stream;
    }

    HandStream stream() {
        return streams.getLast();
    }

    static DiscoveryResponse world(ResourceType type, String version, String nonce, Message... resources) {
        DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setVersionInfo(version)
                .setNonce(nonce);
        for (Message resource : resources) {
            response.addResources(Any.pack(resource));
        }
        return response.build();
    }

    static DeltaDiscoveryResponse delta(ResourceType type, String version, String nonce, Resource... resources) {
        return DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setSystemVersionInfo(version)
                .setNonce(nonce)
                .addAllResources(List.of(resources))
                .build();
    }

    static Resource resource(String name, String version, Message body) {
        return Resource.newBuilder()
                .setName(name)
                .setVersion(version)
                .setResource(Any.pack(body))
                .build();
    }
}
