package io.nuncio.control.health.dns;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsLookup;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The names of one cluster, each looked up at its own times, and the hosts that come of it, as Envoy's STRICT_DNS and
 * LOGICAL_DNS do it. Main thread only.
 *
 * <p>Strict: each address of an answer is a host, and an answer without addresses takes the hosts away. Logical: the first
 * address stands for the name, and is kept until there is another. A look-up that fails changes nothing. The cluster is
 * warm after the first look-up of any of its names, whatever came of it.
 */
final class DnsCluster implements AutoCloseable {

    private static final long MS_PER_SECOND = 1_000;

    private final DiscoverySpec.Dns spec;
    private final Setting setting;
    private final Consumer<HostSetSpec> hosts;
    private final List<Target> targets = new ArrayList<>();
    private final Counter attempts;
    private final Counter successes;
    private final Counter failures;
    private final Counter unchanged;
    private long failureBackOffMs;
    private boolean warm;

    /** What it works with; the scope is its own. */
    record Setting(Dispatcher main, Names names, Scope scope, RandomGenerator random) {}

    DnsCluster(DiscoverySpec.Dns spec, Setting setting, Consumer<HostSetSpec> hosts) {
        this.spec = spec;
        this.setting = setting;
        this.hosts = hosts;
        this.attempts = setting.scope().counter("update_attempt");
        this.successes = setting.scope().counter("update_success");
        this.failures = setting.scope().counter("update_failure");
        this.unchanged = setting.scope().counter("update_no_rebuild");
        this.failureBackOffMs = spec.lookup().failureBaseMs();
        spec.targets().hosts().forEach(host -> targets.add(new Target(host)));
    }

    void begin() {
        targets.forEach(Target::lookUp);
        if (!spec.waitsForAnswer() || targets.isEmpty()) {
            warmUp();
        }
    }

    private void warmUp() {
        if (!warm) {
            warm = true;
            tell();
        }
    }

    /** All hosts; of several with one address and priority the first counts. */
    private void tell() {
        ImmutableList.Builder<HostSpec> all = ImmutableList.builder();
        Set<String> seen = new HashSet<>();
        for (Target target : targets) {
            for (HostSpec host : target.found) {
                if (seen.add(host.priority() + " " + host.address().text())) {
                    all.add(host);
                }
            }
        }
        hosts.accept(new HostSetSpec(all.build(), spec.targets().overprovisioningPercent()));
    }

    @Override
    public void close() {
        targets.forEach(Target::close);
        setting.scope().close();
    }

    /** One name, its hosts and its times. */
    private final class Target {
        private final HostSpec configured;
        private final Timer timer;
        private Runnable stop = () -> {};
        private boolean closed;
        private ImmutableList<HostSpec> found = ImmutableList.of();

        Target(HostSpec configured) {
            this.configured = configured;
            this.timer = setting.main().createTimer(this::lookUp);
        }

        void lookUp() {
            attempts.inc();
            if (configured.address() instanceof Address.Socket socket) {
                Runnable stopping = setting.names()
                        .resolve(socket.host(), spec.lookup().family(), answer -> onAnswer(socket, answer));
                stop = closed ? () -> {} : stopping;
            } else {
                // A Unix domain socket is where it is.
                found = ImmutableList.of(configured);
                successes.inc();
                warmUp();
            }
        }

        private void onAnswer(Address.Socket socket, Names.Answer answer) {
            if (closed) {
                return;
            }
            stop = () -> {};
            if (answer.completed()) {
                successes.inc();
                failureBackOffMs = spec.lookup().failureBaseMs();
                take(socket, answer.found());
            } else {
                failures.inc();
            }
            warmUp();
            if (!closed) {
                timer.enableMs(answer.completed() ? afterSuccessMs(answer.found()) : afterFailureMs());
            }
        }

        private void take(Address.Socket socket, ImmutableList<Names.Found> addresses) {
            ImmutableList<HostSpec> now = addresses.stream()
                    .limit(spec.logical() ? 1 : Long.MAX_VALUE)
                    .map(each -> at(each.address(), socket))
                    .distinct()
                    .collect(ImmutableList.toImmutableList());
            boolean kept = spec.logical() && now.isEmpty();
            if (kept || now.equals(found)) {
                if (!spec.logical()) {
                    unchanged.inc();
                }
                return;
            }
            found = now;
            if (warm) {
                tell();
            }
        }

        private HostSpec at(InetAddress address, Address.Socket socket) {
            return configured
                    .named(configured.hostname().isEmpty() ? socket.host() : configured.hostname())
                    .at(new Address.Socket(address.getHostAddress(), socket.port()));
        }

        void close() {
            closed = true;
            stop.run();
            timer.close();
        }
    }

    private long afterSuccessMs(ImmutableList<Names.Found> found) {
        DnsLookup lookup = spec.lookup();
        long ttlSeconds =
                found.stream().mapToLong(Names.Found::ttlSeconds).min().orElse(0);
        long ms = lookup.respectTtl() && ttlSeconds > 0
                ? Math.max(ttlSeconds * MS_PER_SECOND, lookup.refreshMinMs())
                : lookup.refreshMs();
        return lookup.jitterMs() > 0 ? ms + setting.random().nextLong(lookup.jitterMs()) : ms;
    }

    /** A random part of a time that doubles up to the longest; without such times, as after a success. */
    private long afterFailureMs() {
        DnsLookup lookup = spec.lookup();
        if (lookup.failureBaseMs() == 0) {
            return lookup.refreshMs();
        }
        long now = failureBackOffMs;
        failureBackOffMs = Math.min(now * 2, lookup.failureMaxMs());
        return setting.random().nextLong(now);
    }
}
