package io.nuncio.control.health.dns;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsFamily;
import io.nuncio.proxy.spec.cluster.DnsResolverSpec;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks names up as c-ares does for Envoy: an address stands for itself; then the system's file of hosts; then the name
 * servers, each name with the system's domains behind it where it has few dots. A name that does not exist is an answer, a
 * server that says nothing is none. Main thread only.
 */
final class DnsResolver implements Names {

    private static final Logger LOG = LoggerFactory.getLogger(DnsResolver.class);

    private static final int IDS = 1 << 16;

    private final Dispatcher main;
    private final SystemNames.Settings settings;
    private final Path hostsFile;
    private final SecureRandom random = new SecureRandom();
    private @Nullable FileTime hostsReadAt;
    private ImmutableListMultimap<String, InetAddress> hosts = ImmutableListMultimap.of();

    /** With settings of its own and a file of hosts. */
    DnsResolver(Dispatcher main, SystemNames.Settings settings, Path hostsFile) {
        this.main = main;
        this.settings = settings;
        this.hostsFile = hostsFile;
    }

    /** As the system says, but for what {@code spec} says. */
    static DnsResolver of(Dispatcher main, DnsResolverSpec spec) {
        SystemNames.Settings system = SystemNames.settings(lines(Path.of("/etc/resolv.conf")));
        ImmutableList<InetSocketAddress> servers = spec.servers().stream()
                .map(server -> new InetSocketAddress(
                        InetAddress.ofLiteral(server.host()),
                        server.port() == 0 ? SystemNames.DNS_PORT : server.port()))
                .collect(ImmutableList.toImmutableList());
        return new DnsResolver(
                main,
                new SystemNames.Settings(
                        servers.isEmpty() ? system.servers() : servers,
                        spec.noSearch() ? ImmutableList.of() : system.search(),
                        system.dots(),
                        spec.timeoutMs() == 0 ? system.timeoutMs() : spec.timeoutMs(),
                        spec.tries() == 0 ? system.tries() : spec.tries(),
                        spec.tcp() || system.tcp()),
                Path.of("/etc/hosts"));
    }

    @Override
    public Runnable resolve(String name, DnsFamily family, Consumer<Answer> answered) {
        InetAddress literal = SystemNames.literal(name);
        if (literal != null) {
            answered.accept(new Answer(true, ImmutableList.of(new Found(literal, 0))));
            return () -> {};
        }
        Answer local = local(name, family);
        if (!local.found().isEmpty()) {
            answered.accept(local);
            return () -> {};
        }
        Search search = new Search(name, family, answered);
        search.begin();
        return search::cancel;
    }

    /** Out of the file of hosts, which is read again when it has changed. */
    private Answer local(String name, DnsFamily family) {
        try {
            FileTime changedAt = Files.getLastModifiedTime(hostsFile);
            if (!changedAt.equals(hostsReadAt)) {
                hosts = SystemNames.hosts(lines(hostsFile));
                hostsReadAt = changedAt;
            }
        } catch (IOException e) {
            hosts = ImmutableListMultimap.of();
        }
        ImmutableList<Found> all = hosts.get(Ascii.toLowerCase(name)).stream()
                .map(address -> new Found(address, 0))
                .collect(ImmutableList.toImmutableList());
        for (ImmutableList<Integer> types : plan(family)) {
            ImmutableList<Found> some = all.stream()
                    .filter(each -> types.contains(typeOf(each.address())))
                    .collect(ImmutableList.toImmutableList());
            if (!some.isEmpty()) {
                return new Answer(true, some);
            }
        }
        return Answer.NONE;
    }

    private static int typeOf(InetAddress address) {
        return address instanceof Inet4Address ? DnsMessage.TYPE_A : DnsMessage.TYPE_AAAA;
    }

    /** What is asked for together; the next only if nothing was found. */
    private static ImmutableList<ImmutableList<Integer>> plan(DnsFamily family) {
        ImmutableList<Integer> v4 = ImmutableList.of(DnsMessage.TYPE_A);
        ImmutableList<Integer> v6 = ImmutableList.of(DnsMessage.TYPE_AAAA);
        return switch (family) {
            case V4_ONLY -> ImmutableList.of(v4);
            case V6_ONLY -> ImmutableList.of(v6);
            case AUTO -> ImmutableList.of(v6, v4);
            case V4_PREFERRED -> ImmutableList.of(v4, v6);
            case ALL -> ImmutableList.of(ImmutableList.of(DnsMessage.TYPE_A, DnsMessage.TYPE_AAAA));
        };
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return List.of();
        }
    }

    /** The forms of a name that are asked for, in their order. */
    private ImmutableList<String> forms(String name) {
        if (name.endsWith(".") || settings.search().isEmpty()) {
            return ImmutableList.of(name);
        }
        List<String> forms = new ArrayList<>();
        settings.search().forEach(domain -> forms.add(name + "." + domain));
        boolean asItStandsFirst = name.chars().filter(c -> c == '.').count() >= settings.dots();
        forms.add(asItStandsFirst ? 0 : forms.size(), name);
        return ImmutableList.copyOf(forms);
    }

    /** One look-up, question after question. */
    private final class Search {
        private final ImmutableList<String> forms;
        private final ImmutableList<ImmutableList<Integer>> plan;
        private final Consumer<Answer> answered;
        private final ImmutableList.Builder<Found> found = ImmutableList.builder();
        private @Nullable DnsExchange exchange;
        private boolean failed;
        private boolean any;
        private int group;
        private int type;
        private int form;
        private int asked;

        Search(String name, DnsFamily family, Consumer<Answer> answered) {
            this.forms = forms(Ascii.toLowerCase(name));
            this.plan = plan(family);
            this.answered = answered;
        }

        void begin() {
            ask();
        }

        void cancel() {
            if (exchange != null) {
                exchange.cancel();
            }
        }

        private void ask() {
            String name = forms.get(form);
            int wanted = plan.get(group).get(type);
            try {
                DnsExchange next = new DnsExchange(
                        main, new DnsExchange.Question(random.nextInt(IDS), name, wanted), this::onAnswer);
                exchange = next;
                InetSocketAddress server =
                        settings.servers().get(asked % settings.servers().size());
                next.ask(server, settings.tcp(), settings.timeoutMs());
            } catch (DnsFormatException e) {
                LOG.debug("{} cannot be asked for: {}", name, e.getMessage());
                failed = true;
                nextType();
            }
        }

        private void onAnswer(@Nullable DnsMessage message) {
            boolean understood = message != null
                    && (message.code() == DnsMessage.NO_ERROR || message.code() == DnsMessage.NO_SUCH_NAME);
            if (message == null || !understood) {
                asked++;
                if (asked < settings.servers().size() * settings.tries()) {
                    ask();
                } else {
                    failed = true;
                    nextType();
                }
            } else if (message.found().isEmpty() && form + 1 < forms.size()) {
                form++;
                asked = 0;
                ask();
            } else {
                any |= !message.found().isEmpty();
                found.addAll(message.found());
                nextType();
            }
        }

        private void nextType() {
            form = 0;
            asked = 0;
            if (type + 1 < plan.get(group).size()) {
                type++;
                ask();
            } else if (!any && group + 1 < plan.size()) {
                type = 0;
                group++;
                failed = false;
                ask();
            } else {
                answered.accept(any ? new Answer(true, found.build()) : failed ? Answer.FAILED : Answer.NONE);
            }
        }
    }
}
