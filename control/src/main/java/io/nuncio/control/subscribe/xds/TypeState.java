package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of one type of resources on one stream after another: what is wanted, and what has to be said next. */
abstract sealed class TypeState permits WorldState, DeltaState {

    private static final Logger LOG = LoggerFactory.getLogger(TypeState.class);

    /** The name that asks for all there is, where other names are asked for as well. */
    static final String WILDCARD = "*";

    final ResourceType type;
    final ResourceConsumer consumer;
    final Set<String> names = new LinkedHashSet<>();
    final ResourceTtls ttls;
    boolean wildcard;

    /** Whether this stream has seen a request of this type. */
    boolean asked;

    private int pauses;

    TypeState(ResourceType type, ResourceConsumer consumer, Dispatcher main) {
        this.type = type;
        this.consumer = consumer;
        this.ttls = new ResourceTtls(main, this::expired);
    }

    /** Asks for all there is. */
    abstract void wantAll();

    /** Asks for one more. */
    abstract void want(String name);

    /** Asks for one no more. */
    abstract void drop(String name);

    /** A stream begins: everything that is wanted has to be said again. */
    abstract void streamOpened();

    /** Whether there is something to say now. */
    final boolean wantsToSend() {
        return pauses == 0 && hasRequest();
    }

    abstract boolean hasRequest();

    /**
     * What is to be said next, which so is said.
     *
     * @param node who asks; null if the stream has been told
     */
    abstract Message request(@Nullable Node node);

    /** A time to live has ended without a word. */
    abstract void expired(String name);

    /** Says nothing until as many calls of {@link #resume} have come: what is to be said is collected. */
    final void pause() {
        pauses++;
    }

    final void resume() {
        pauses--;
    }

    final boolean wantsAnything() {
        return wildcard || !names.isEmpty();
    }

    /** Whether a resource of this name is of any interest; one without a name has to be read to know. */
    final boolean wants(String name) {
        return wildcard || name.isEmpty() || names.contains(name);
    }

    /** Begins the times to live of what was taken. */
    final void refreshTtls(Collection<XdsResource> resources, Verdict verdict) {
        for (XdsResource resource : resources) {
            if (!resource.name().isEmpty() && !verdict.names().contains(resource.name())) {
                ttls.refresh(resource.name(), resource.ttlMs());
            }
        }
    }

    /** What a consumer says; one that fails has refused, so that the control plane is answered whatever happens. */
    static Verdict judge(Supplier<Verdict> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            LOG.error("an update could not be taken", e);
            return Verdict.refused("", "failed with " + e);
        }
    }

    /** As a refusal stands in a request. */
    static Status error(Verdict verdict) {
        return Status.newBuilder()
                .setCode(Code.INTERNAL_VALUE)
                .setMessage(verdict.details())
                .build();
    }

    /** Tells the consumer that one is gone. */
    final void remove(String version, String name) {
        judge(() -> consumer.onChanges(version, ImmutableList.of(), ImmutableList.of(name)));
    }
}
