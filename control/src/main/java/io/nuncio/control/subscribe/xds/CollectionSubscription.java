package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.Message;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.dump.SourceStatus;
import io.nuncio.control.subscribe.stats.SubscriptionStats;
import io.nuncio.control.translate.Candidate;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All resources of one type that a control plane has: its clusters, its listeners. One bad resource is refused alone; the
 * others are taken. Main thread only.
 *
 * @param <M> the message of the resources
 * @param <T> the spec that they become
 */
public final class CollectionSubscription<M extends Message, T> implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(CollectionSubscription.class);

    private final ResourceType type;
    private final Dispatcher main;
    private final Target<M, T> target;
    private final SubscriptionStats stats;
    private final XdsMux.Interest interest;
    private final FirstAnswer first;
    private Runnable initialised = () -> {};
    private SourceStatus status;

    /**
     * What is done with the resources.
     *
     * @param reader reads them
     * @param candidate makes a candidate of a message
     * @param apply hands an update to its assembly
     */
    public record Target<M extends Message, T>(
            ResourceReader<M> reader, Function<M, Candidate<T>> candidate, Function<Update<T>, Outcome> apply) {}

    /**
     * How the subscription behaves.
     *
     * @param main main's dispatcher
     * @param fetchTimeoutMs how long the first answer is waited for; 0: as long as it takes
     * @param scope where its stats stand
     */
    public record Setting(Dispatcher main, long fetchTimeoutMs, Scope scope) {}

    /** Subscribes when {@link #start} is called. */
    public CollectionSubscription(ResourceType type, XdsMux mux, Setting setting, Target<M, T> target) {
        this.type = type;
        this.main = setting.main();
        this.target = target;
        this.stats = new SubscriptionStats(setting.scope());
        this.status = new SourceStatus(type.typeUrl(), "", 0, Optional.empty());
        this.first = new FirstAnswer(main, setting.fetchTimeoutMs(), () -> {
            LOG.warn("no {} came within {} ms", type, setting.fetchTimeoutMs());
            stats.timedOut();
            initialised.run();
        });
        this.interest = mux.interest(type, new Consumer());
    }

    @Override
    public void start(Runnable whenInitialised) {
        initialised = whenInitialised;
        first.begin();
        stats.attempted();
        interest.wantAll();
    }

    @Override
    public void pause() {
        interest.pause();
    }

    @Override
    public void resume() {
        interest.resume();
    }

    @Override
    public SourceStatus status() {
        return status;
    }

    @Override
    public void close() {
        first.close();
    }

    private final class Consumer implements ResourceConsumer {

        @Override
        public Verdict onWorld(String version, ImmutableList<XdsResource> resources) {
            return take(version, resources, Optional.empty());
        }

        @Override
        public Verdict onChanges(String version, ImmutableList<XdsResource> changed, ImmutableList<String> removed) {
            return take(version, changed, Optional.of(ImmutableSet.copyOf(removed)));
        }

        @Override
        public void onConnectionFailure() {
            stats.failed();
            stats.attempted();
        }
    }

    private Verdict take(String version, ImmutableList<XdsResource> resources, Optional<ImmutableSet<String>> removed) {
        stats.attempted();
        long nowMs = main.wallClockMs();
        main.updateApproximateMonotonicTime();
        long beganMs = main.approximateMonotonicMs();
        ImmutableList.Builder<Candidate<T>> candidates = ImmutableList.builder();
        for (XdsResource resource : resources) {
            switch (target.reader().read(resource)) {
                case ResourceReader.Good<M> good ->
                    candidates.add(new ReceivedCandidate<>(
                            target.candidate().apply(good.message()), good.received(), resource.version()));
                case ResourceReader.Bad<M> bad -> {
                    if (bad.name().isEmpty() && removed.isEmpty()) {
                        // Which of those that are there it stands for is not known: nothing may be taken for gone.
                        return refused(version, nowMs, Verdict.refused("", bad.details()));
                    }
                    candidates.add(new UnreadableCandidate<>(bad.name(), bad.received(), bad.details()));
                }
            }
        }
        Outcome outcome = target.apply().apply(new Update<>(false, version, nowMs, candidates.build(), removed));
        if (!outcome.accepted()) {
            return refused(
                    version,
                    nowMs,
                    new Verdict(outcome.errors().stream()
                            .map(refusal -> new Verdict.Refusal(refusal.name(), refusal.details()))
                            .collect(ImmutableList.toImmutableList())));
        }
        main.updateApproximateMonotonicTime();
        stats.succeeded(version, nowMs, main.approximateMonotonicMs() - beganMs);
        status = new SourceStatus(type.typeUrl(), version, nowMs, Optional.empty());
        LOG.info(
                "{}: version '{}', {} changed, {} the same, {} removed",
                type,
                version,
                outcome.changed(),
                outcome.same(),
                outcome.removed());
        answered();
        return Verdict.ACCEPTED;
    }

    private Verdict refused(String version, long nowMs, Verdict verdict) {
        LOG.warn("{}: version '{}' is refused, what was there before goes on: {}", type, version, verdict.details());
        stats.rejected();
        status = new SourceStatus(
                type.typeUrl(),
                status.version(),
                status.updatedAtMs(),
                Optional.of(new SourceStatus.Failure(nowMs, verdict.details())));
        answered();
        return verdict;
    }

    private void answered() {
        if (first.came()) {
            initialised.run();
        }
    }
}
