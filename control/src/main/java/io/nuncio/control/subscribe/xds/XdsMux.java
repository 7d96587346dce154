package io.nuncio.control.subscribe.xds;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.SharedTokenBucket;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with one control plane: one stream, and after its end another, which carries all types that somebody is
 * interested in, or just one. It knows messages, versions and time, neither sockets nor what resources mean. Main thread
 * only.
 *
 * <p>What is to be said after a response goes out together, the answer to the response first, then in the order of
 * {@link ResourceType}.
 */
public final class XdsMux implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(XdsMux.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Setting setting;
    private final ControlPlaneSpec spec;
    private final XdsTransport transport;
    private final ControlPlaneStats stats;
    private final JitteredBackoff backoff;
    private final Timer retry;
    private final Timer tokens;
    private final @Nullable SharedTokenBucket bucket;
    private final Map<ResourceType, TypeState> types = new EnumMap<>(ResourceType.class);
    private @Nullable Conversation current;
    private boolean started;
    private boolean collecting;
    private boolean closed;

    /**
     * What conversations of one proxy share.
     *
     * @param main main's dispatcher
     * @param node who asks
     * @param random for the pauses
     */
    public record Setting(Dispatcher main, Node node, RandomGenerator random) {}

    /**
     * A conversation that has not begun.
     *
     * @param spec how the control plane is asked
     * @param transport leads to it; closed together with this
     * @param scope where its stats stand: {@code control_plane.}
     */
    public XdsMux(Setting setting, ControlPlaneSpec spec, XdsTransport transport, Scope scope) {
        this.setting = setting;
        this.spec = spec;
        this.transport = transport;
        this.stats = new ControlPlaneStats(scope);
        this.backoff = new JitteredBackoff(spec.service().retry(), setting.random());
        this.retry = setting.main().createTimer(this::connect);
        this.tokens = setting.main().createTimer(this::flush);
        ControlPlaneSpec.RateLimit limit = spec.rateLimit();
        this.bucket = limit.tokensMax() == 0
                ? null
                : new SharedTokenBucket(
                        limit.tokensMax(),
                        limit.tokensPerSecond(),
                        setting.main().approximateMonotonicNs());
    }

    /** What somebody wants of one type. */
    final class Interest {
        private final TypeState state;

        private Interest(TypeState state) {
            this.state = state;
        }

        /** Asks for all there is. */
        void wantAll() {
            state.wantAll();
            flush();
        }

        /** Asks for one more. */
        void want(String name) {
            state.want(name);
            flush();
        }

        /** Asks for one no more. */
        void drop(String name) {
            state.drop(name);
            flush();
        }

        /** Nothing of this type is said, not even an acknowledgement, until {@link #resume}. May be nested. */
        void pause() {
            state.pause();
        }

        void resume() {
            state.resume();
            flush();
        }
    }

    /** Begins to be interested in a type; nobody else may be. */
    Interest interest(ResourceType type, ResourceConsumer consumer) {
        TypeState state = spec.delta()
                ? new DeltaState(type, consumer, setting.main())
                : new WorldState(type, consumer, setting.main());
        if (types.putIfAbsent(type, state) != null) {
            throw new IllegalStateException("somebody asks for " + type + " already");
        }
        return new Interest(state);
    }

    /** Opens the first stream. Idempotent. */
    public void start() {
        if (!started && !closed) {
            started = true;
            connect();
        }
    }

    private void connect() {
        Conversation conversation = new Conversation();
        current = conversation;
        conversation.stream = transport.open(conversation);
        stats.connectedState.set(1);
        types.values().forEach(TypeState::streamOpened);
        flush();
    }

    /** Says what is to be said. */
    private void flush() {
        Conversation conversation = current;
        if (collecting || conversation == null) {
            return;
        }
        for (TypeState state : types.values()) {
            if (!say(state, conversation)) {
                return;
            }
        }
        stats.pendingRequests.set(0);
    }

    /** False if it has to wait for a token. */
    private boolean say(TypeState state, Conversation conversation) {
        while (state.wantsToSend()) {
            if (!mayRequest()) {
                return false;
            }
            boolean introduce = !conversation.introduced || !spec.nodeOnFirstMessageOnly();
            conversation.introduced = true;
            Message request = state.request(introduce ? setting.node() : null);
            LOG.trace("request {}", request);
            conversation.send(request);
        }
        return true;
    }

    private boolean mayRequest() {
        SharedTokenBucket limit = bucket;
        long nowNs = setting.main().approximateMonotonicNs();
        if (limit == null || limit.tryConsume(nowNs)) {
            return true;
        }
        stats.rateLimitEnforced.inc();
        stats.pendingRequests.set(
                types.values().stream().filter(TypeState::wantsToSend).count());
        tokens.enableMs(limit.untilNextNs(nowNs) / NANOS_PER_MILLI + 1);
        return false;
    }

    /** One stream and its answers. */
    private final class Conversation implements XdsTransport.Answers {
        private XdsTransport.@Nullable Stream stream;
        private boolean introduced;

        void send(Message request) {
            if (stream != null) {
                stream.send(request);
            }
        }

        boolean over() {
            return closed || current != this;
        }

        @Override
        public void onMessage(Message response) {
            if (over()) {
                return;
            }
            LOG.trace("response {}", response);
            backoff.reset();
            collecting = true;
            TypeState answered;
            try {
                answered = dispatch(response);
            } finally {
                collecting = false;
            }
            if (over()) {
                return;
            }
            if (answered == null || say(answered, this)) {
                flush();
            }
        }

        @Override
        public void onClosed(String reason) {
            if (over()) {
                return;
            }
            LOG.warn(
                    "the stream to the control plane {} is closed: {}",
                    spec.service().target(),
                    reason);
            end();
            stats.connectedState.set(0);
            types.values().forEach(state -> state.consumer.onConnectionFailure());
            if (!closed) {
                retry.enableMs(backoff.nextMs());
            }
        }

        void end() {
            current = null;
            if (stream != null) {
                stream.close();
            }
        }
    }

    private @Nullable TypeState dispatch(Message message) {
        return switch (message) {
            case DiscoveryResponse response -> {
                identify(response.getControlPlane().getIdentifier());
                TypeState state = find(response.getTypeUrl());
                if (state instanceof WorldState world) {
                    world.onResponse(response);
                }
                yield state;
            }
            case DeltaDiscoveryResponse response -> {
                identify(response.getControlPlane().getIdentifier());
                TypeState state = find(response.getTypeUrl());
                if (state instanceof DeltaState delta) {
                    delta.onResponse(response);
                }
                yield state;
            }
            default -> throw new IllegalArgumentException("no response: " + message.getClass());
        };
    }

    private void identify(String identifier) {
        if (!identifier.isEmpty()) {
            stats.identifier.set(identifier);
        }
    }

    /** A response that nobody asked for is dropped without an answer, as in Envoy. */
    private @Nullable TypeState find(String typeUrl) {
        Optional<ResourceType> type = ResourceType.of(typeUrl);
        TypeState state = type.map(types::get).orElse(null);
        if (state == null) {
            LOG.warn("the control plane sends {}, which nobody asked for", typeUrl);
            return null;
        }
        return state;
    }

    /** Ends it for good. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Conversation conversation = current;
        if (conversation != null) {
            conversation.end();
        }
        stats.connectedState.set(0);
        retry.close();
        tokens.close();
        types.values().forEach(state -> state.ttls.close());
        transport.close();
    }
}
