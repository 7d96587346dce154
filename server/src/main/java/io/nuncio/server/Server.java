package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.nuncio.control.dump.ConfigDump;
import io.nuncio.control.publish.PublishedListener;
import io.nuncio.control.translate.bootstrap.StaticConfiguration;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.SharedFlag;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.SignalWatch;
import io.nuncio.kernel.thread.TimeSource;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.bootstrap.AdminSpec;
import io.nuncio.proxy.spec.bootstrap.BootstrapSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spi.Services;
import io.nuncio.server.admin.AdminEndpoints;
import io.nuncio.server.admin.AdminSubject;
import io.nuncio.server.admin.RuntimeLayers;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one proxy, on its main thread: from the first slot to the last closed file. */
@OnMain
final class Server implements AdminSubject {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** How long a drain at the end may take when no drain time was given: what process managers allow before they kill. */
    private static final long DRAIN_AT_END_DEFAULT_MS = 10_000;

    private static final long DRAIN_LOOK_MS = 20;

    private final Configuration configuration;
    private final Options options;
    private final Surroundings surroundings;
    private final StatStore stats;
    private final LogFiles logFiles;
    private final Threads threads;
    private final ServerStats serverStats;
    private final PeriodicStats periodicStats;
    private final ServerInfo info;
    private final RuntimeLayers runtime;
    private final SharedFlag healthChecksFail = new SharedFlag();
    private final long startedMs;
    private final CountDownLatch liveOrEnded = new CountDownLatch(1);

    private @Nullable Road road;
    private @Nullable AdminListener admin;
    private @Nullable Timer flush;
    private @Nullable Timer drain;
    private boolean draining;
    private boolean ending;
    private State progress = State.PRE_INITIALIZING;

    @AnyThread
    Server(Configuration configuration, Options options, Surroundings surroundings) {
        this.configuration = configuration;
        this.options = options;
        this.surroundings = surroundings;
        BootstrapSpec spec = configuration.spec();
        stats = new StatStore(StatsSetup.options(spec.stats(), options.many(Flag.STATS_TAG)));
        logFiles = new LogFiles(
                options.number(Flag.FILE_FLUSH_INTERVAL_MSEC), options.number(Flag.FILE_FLUSH_MIN_SIZE_KB) * 1024);
        threads = new Threads(options.concurrency(), spec.watchdogs(), stats, surroundings::abort);
        serverStats = new ServerStats(stats, TimeSource.SYSTEM, options.concurrency());
        periodicStats = new PeriodicStats(stats, logFiles, options.concurrency());
        info = new ServerInfo(options, spec.node(), Configuration.extensions());
        runtime = new RuntimeLayers(spec.runtime(), stats);
        startedMs = threads.main().wallClockMs();
        threads.afterEnd(logFiles::close);
    }

    @AnyThread
    Threads threads() {
        return threads;
    }

    /** Opens the admin, puts the bootstrap in force, begins to listen to the sources that it names. */
    void open() throws ConfigurationException {
        BootstrapSpec spec = configuration.spec();
        serverStats.unknownStaticFields(configuration.unknownFields());
        StaticConfiguration resources = configuration.resources(
                new Services(stats, logFiles, spec.node().cluster(), healthChecksFail));
        Road laid = new Road(threads, spec.overload(), options, stats);
        road = laid;
        if (spec.admin().isPresent()) {
            openAdmin(spec.admin().get(), laid);
        }
        flushEvery(spec.stats().flushIntervalMs());
        progress = State.INITIALIZING;
        showState();
        laid.open(configuration.name(), resources, this::live);
        flushStats();
    }

    private void openAdmin(AdminSpec spec, Road laid) throws ConfigurationException {
        if (spec.address().isEmpty()) {
            return;
        }
        Address address = spec.address().get();
        try {
            admin = AdminListener.open(
                    spec,
                    address,
                    AdminEndpoints.table(this, stats, surroundings.logLevels(), spec.allowPaths()),
                    laid.ofMain(),
                    stats);
            AdminListener opened = admin;
            threads.beforeEnd(() -> close(opened));
            String bound = Addresses.text(opened.address());
            LOG.info("admin address: {}", bound);
            if (options.given(Flag.ADMIN_ADDRESS_PATH)) {
                Files.writeString(Path.of(options.text(Flag.ADMIN_ADDRESS_PATH)), bound);
            }
        } catch (IOException e) {
            throw new ConfigurationException(configuration.name() + ": admin.address: cannot listen on "
                    + address.text() + ": " + e.getMessage());
        }
    }

    private static void close(AdminListener listener) {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.warn("the admin's socket could not be closed", e);
        }
    }

    private void flushEvery(long intervalMs) {
        flushStats();
        if (intervalMs == 0) {
            return;
        }
        Timer[] own = new Timer[1];
        own[0] = main().createTimer(() -> {
            flushStats();
            own[0].enableMs(intervalMs);
        });
        own[0].enableMs(intervalMs);
        flush = own[0];
    }

    private void live() {
        progress = State.LIVE;
        showState();
        serverStats.initialized();
        liveOrEnded.countDown();
        LOG.info("workers accept, {} listener(s)", boundListeners().size());
        if (options.mode() == Options.Mode.INIT_ONLY) {
            end();
        }
    }

    /** Waits until it is live; false if it ended before. */
    @AnyThread
    boolean awaitLive() throws InterruptedException {
        liveOrEnded.await();
        try {
            return threads.ask(() -> progress == State.LIVE && !ending);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.CancellationException e) {
            LOG.debug("asked after the end", e);
            return false;
        }
    }

    ImmutableMap<String, SocketAddress> boundListeners() {
        ImmutableMap.Builder<String, SocketAddress> out = ImmutableMap.builder();
        if (road != null) {
            for (PublishedListener listener : road.listeners()) {
                out.put(listener.spec().name(), listener.localAddress());
            }
        }
        return out.buildOrThrow();
    }

    Optional<Address> adminAddress() {
        return Optional.ofNullable(admin).map(opened -> Addresses.of(opened.address()));
    }

    /** Calls back whenever the process gets a signal. */
    void onSignal(String signal, Runnable callback) {
        try {
            SignalWatch watch = main().listenForSignal(signal, callback);
            threads.beforeEnd(watch::close);
        } catch (IllegalArgumentException e) {
            LOG.info("SIG{} cannot be listened for: {}", signal, e.getMessage());
        }
    }

    /** Accepts no more, waits for those that are connected, ends. */
    void drainAndEnd() {
        if (draining) {
            return;
        }
        draining = true;
        if (ending || road == null) {
            end();
            return;
        }
        long limitMs = options.given(Flag.DRAIN_TIME_S) ? options.drainTime().toMillis() : DRAIN_AT_END_DEFAULT_MS;
        LOG.info("draining for {} ms at most", limitMs);
        long untilMs = main().approximateMonotonicMs() + limitMs;
        Road laid = road;
        failHealthChecks(true);
        laid.stopListeners(listener -> true, () -> waitForConnections(laid, untilMs));
    }

    private void waitForConnections(Road laid, long untilMs) {
        Timer[] own = new Timer[1];
        own[0] = main().createTimer(() -> laid.countConnections(count -> {
            if (ending) {
                return;
            }
            if (count == 0 || main().approximateMonotonicMs() >= untilMs) {
                LOG.info("drained, {} connection(s) left", count);
                end();
            } else {
                own[0].enableMs(DRAIN_LOOK_MS);
            }
        }));
        drain = own[0];
        own[0].enableMs(0);
    }

    /** Ends, whatever is going on. Idempotent. */
    void end() {
        if (ending) {
            return;
        }
        ending = true;
        LOG.info("shutting down");
        flushStats();
        if (flush != null) {
            flush.close();
        }
        if (drain != null) {
            drain.close();
        }
        liveOrEnded.countDown();
        if (road == null) {
            threads.end();
        } else {
            road.end(threads::end);
        }
    }

    @Override
    public State state() {
        return progress == State.LIVE && healthChecksFail.isSet() ? State.DRAINING : progress;
    }

    @Override
    public String serverInfo() {
        return info.json(state(), serverStats.uptimeS());
    }

    @Override
    public ImmutableList<ListenerStatus> listeners() {
        ImmutableList.Builder<ListenerStatus> out = ImmutableList.builder();
        boundListeners()
                .forEach((name, bound) -> out.add(new ListenerStatus(name, ImmutableList.of(Addresses.of(bound)))));
        return out.build();
    }

    @Override
    public ImmutableList<ClusterStatus> clusters() {
        return road == null ? ImmutableList.of() : ClusterStatuses.of(road.clusters(), road.dumps());
    }

    @Override
    public ConfigDump.Answer configDump(ConfigDump.Query query) {
        return Objects.requireNonNull(road)
                .dumps()
                .of(configuration.message(), startedMs)
                .answer(query);
    }

    @Override
    public ImmutableListMultimap<String, String> unready() {
        return progress == State.LIVE || road == null
                ? ImmutableListMultimap.of()
                : road.dumps().warming();
    }

    @Override
    public RuntimeLayers runtime() {
        return runtime;
    }

    @Override
    public void failHealthChecks(boolean failing) {
        healthChecksFail.set(failing);
        if (road != null) {
            road.healthFailing(failing);
        }
        showState();
    }

    @Override
    public void drain(Drain how) {
        if (road == null) {
            return;
        }
        Predicate<ListenerSpec> which =
                spec -> !how.inboundOnly() || spec.drain().direction() == ListenerSpec.Direction.INBOUND;
        Road laid = road;
        if (how.graceful() || how.skipExit()) {
            laid.drain(how.inboundOnly());
        }
        if (how.skipExit()) {
            return;
        }
        if (how.graceful()) {
            Timer later = main().createTimer(() -> laid.stopListeners(which, () -> {}));
            later.enableMs(options.drainTime().toMillis());
        } else {
            laid.stopListeners(which, () -> {});
        }
    }

    @Override
    public void quit() {
        // Not at once: the answer goes out at the end of this iteration.
        main().post(this::end);
    }

    @Override
    public void reopenLogs() {
        logFiles.reopen();
        surroundings.reopenLogs();
    }

    @Override
    public void refreshStats() {
        if (configuration.spec().stats().flushIntervalMs() == 0) {
            flushStats();
        }
    }

    private void flushStats() {
        periodicStats.flush(road == null ? 0 : road.clusters().size());
        serverStats.flush();
    }

    private void showState() {
        serverStats.state(state());
    }

    private Dispatcher main() {
        return threads.main();
    }
}
