package io.nuncio.control.subscribe;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.dump.SourceStatus;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.ConfigWarning;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.subscribe.stats.SubscriptionStats;
import io.nuncio.control.subscribe.xds.Subscription;
import io.nuncio.control.translate.Candidate;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.FileWatch;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of one type out of a file that is watched: a {@code DiscoveryResponse} as YAML, JSON or protobuf text. Main
 * thread only.
 *
 * <p>The file is read at the start, and again after something was moved to its place, or into the watched directory.
 * What cannot be read or is refused leaves everything as it was: the reason is logged and kept.
 *
 * @param <M> the message of the resources
 * @param <T> the spec that they become
 */
public final class FileSubscription<M extends Message, T> implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(FileSubscription.class);

    /** A swap of files comes as several events; after the first this much time is given to the others. */
    static final long SETTLE_MS = 10;

    private final Path path;
    private final UnknownFields unknownFields;
    private final Dispatcher main;
    private final Consumer<M, T> consumer;
    private final SubscriptionStats stats;
    private final Timer settle;
    private final FileWatch.Watching watching;
    private SourceStatus status;

    /**
     * What is done with the resources.
     *
     * @param empty the message of the type
     * @param candidate makes a candidate of a message
     * @param apply hands an update to its assembly
     */
    public record Consumer<M extends Message, T>(
            M empty, Function<M, Candidate<T>> candidate, Function<Update<T>, Outcome> apply) {}

    /**
     * Begins to watch; {@link #refresh} reads.
     *
     * @param scope where the subscription's stats stand
     * @throws IOException if the file is not there, or cannot be watched
     */
    public FileSubscription(FileSource source, Setting setting, Consumer<M, T> consumer, Scope scope)
            throws IOException {
        this.path = Path.of(source.path());
        this.unknownFields = setting.unknownFields();
        this.main = setting.main();
        this.consumer = consumer;
        this.stats = new SubscriptionStats(scope);
        this.status = new SourceStatus(source.path(), "", 0, Optional.empty());
        if (!Files.exists(path)) {
            throw new IOException(source.path() + " does not exist");
        }
        this.settle = main.createTimer(this::refresh);
        Path directory = source.watchedDirectory()
                .map(Path::of)
                .orElseGet(() -> Optional.ofNullable(path.getParent()).orElse(Path.of(".")));
        // In a watched directory any move counts: what is swapped there is a link to where the file is.
        Optional<Path> only =
                source.watchedDirectory().isPresent() ? Optional.empty() : Optional.ofNullable(path.getFileName());
        this.watching = setting.watch().watch(directory, only, main, this::changed);
    }

    /**
     * What all file subscriptions share.
     *
     * @param main main's dispatcher
     * @param watch watches directories
     * @param unknownFields what becomes of fields that this version does not know
     */
    public record Setting(Dispatcher main, FileWatch watch, UnknownFields unknownFields) {}

    private void changed() {
        if (!settle.enabled()) {
            settle.enableMs(SETTLE_MS);
        }
    }

    /** Reads the file, then the first answer is there. */
    @Override
    public void start(Runnable whenInitialised) {
        refresh();
        whenInitialised.run();
    }

    /** Reads the file and hands over what is in it. */
    public void refresh() {
        stats.attempted();
        main.updateApproximateMonotonicTime();
        long beganMs = main.approximateMonotonicMs();
        Loaded<DiscoveryResponse> loaded =
                ConfigLoader.file(path, DiscoveryResponse.getDefaultInstance(), unknownFields);
        loaded.warnings().forEach(FileSubscription::warn);
        if (!(loaded instanceof Loaded.Accepted<DiscoveryResponse> accepted)) {
            boolean readable = loaded instanceof Loaded.Refused<DiscoveryResponse> refused && refused.readable();
            if (readable) {
                stats.rejected();
            } else {
                stats.failed();
            }
            failed(loaded.errors().stream().map(Object::toString).collect(Collectors.joining("; ")));
            return;
        }
        DiscoveryResponse response = accepted.message();
        try {
            long nowMs = main.wallClockMs();
            Update<T> update = Update.whole(response.getVersionInfo(), nowMs, candidates(response.getResourcesList()));
            Outcome outcome = consumer.apply().apply(update);
            if (outcome.accepted()) {
                main.updateApproximateMonotonicTime();
                stats.succeeded(response.getVersionInfo(), nowMs, main.approximateMonotonicMs() - beganMs);
                status = new SourceStatus(path.toString(), response.getVersionInfo(), nowMs, Optional.empty());
                LOG.info(
                        "{}: version '{}', {} changed, {} the same, {} removed",
                        path,
                        response.getVersionInfo(),
                        outcome.changed(),
                        outcome.same(),
                        outcome.removed());
            } else {
                stats.rejected();
                failed(outcome.reasons());
            }
        } catch (InvalidProtocolBufferException e) {
            stats.failed();
            failed("resources: " + e.getMessage());
        }
    }

    private ImmutableList<Candidate<T>> candidates(List<Any> resources) throws InvalidProtocolBufferException {
        ImmutableList.Builder<Candidate<T>> candidates = ImmutableList.builder();
        for (Any any : resources) {
            Any resource = any.is(Resource.class) ? any.unpack(Resource.class).getResource() : any;
            if (!resource.is(consumer.empty().getClass())) {
                throw new InvalidProtocolBufferException(
                        "a resource is of the type " + resource.getTypeUrl() + " instead of "
                                + consumer.empty().getDescriptorForType().getFullName());
            }
            candidates.add(consumer.candidate().apply(unpack(resource)));
        }
        return candidates.build();
    }

    @SuppressWarnings("unchecked") // the class of the empty message is M
    private M unpack(Any resource) throws InvalidProtocolBufferException {
        return (M) resource.unpack(consumer.empty().getClass());
    }

    private void failed(String details) {
        LOG.warn("{} is not taken, what was there before goes on: {}", path, details);
        status = new SourceStatus(
                path.toString(),
                status.version(),
                status.updatedAtMs(),
                Optional.of(new SourceStatus.Failure(main.wallClockMs(), details)));
    }

    private static void warn(ConfigWarning warning) {
        LOG.warn("{}", warning);
    }

    @Override
    public SourceStatus status() {
        return status;
    }

    /** Watches no more. */
    @Override
    public void close() {
        watching.close();
        settle.close();
    }
}
