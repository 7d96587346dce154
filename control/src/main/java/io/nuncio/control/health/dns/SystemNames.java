package io.nuncio.control.health.dns;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.net.InetAddresses;
import com.google.common.primitives.Ints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the system says of names: {@code /etc/resolv.conf} (resolv.conf(5)) and {@code /etc/hosts} (hosts(5)). */
final class SystemNames {

    static final int DNS_PORT = 53;

    private static final int SERVERS_MAX = 3;
    private static final int DOTS_MAX = 15;
    private static final int TIMEOUT_MAX_SECONDS = 30;
    private static final int TRIES_MAX = 5;
    private static final int MS_PER_SECOND = 1_000;
    private static final Splitter WORDS =
            Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().trimResults();

    private SystemNames() {}

    /**
     * How the system asks.
     *
     * @param servers in the order in which they are asked
     * @param search domains that are put behind a name
     * @param dots a name with so many dots is asked for as it stands first
     * @param timeoutMs how long an answer is waited for
     * @param tries how often all servers are asked
     * @param tcp whether every question goes over TCP
     */
    record Settings(
            ImmutableList<InetSocketAddress> servers,
            ImmutableList<String> search,
            int dots,
            long timeoutMs,
            int tries,
            boolean tcp) {}

    /** Reads the text of {@code resolv.conf}. What cannot be understood is passed over, as every resolver does. */
    static Settings settings(List<String> lines) {
        ImmutableList.Builder<InetSocketAddress> servers = ImmutableList.builder();
        List<String> search = List.of();
        int dots = 1;
        int seconds = 5;
        int tries = 2;
        boolean tcp = false;
        int count = 0;
        for (String line : lines) {
            List<String> words = WORDS.splitToList(line);
            String first = words.isEmpty() ? "" : words.getFirst();
            switch (first) {
                case "nameserver" -> {
                    InetAddress address = words.size() > 1 ? literal(words.get(1)) : null;
                    if (address != null && count++ < SERVERS_MAX) {
                        servers.add(new InetSocketAddress(address, DNS_PORT));
                    }
                }
                case "search", "domain" -> search = words.subList(1, words.size());
                case "options" -> {
                    for (String option : words.subList(1, words.size())) {
                        dots = number(option, "ndots:", dots, DOTS_MAX);
                        seconds = number(option, "timeout:", seconds, TIMEOUT_MAX_SECONDS);
                        tries = number(option, "attempts:", tries, TRIES_MAX);
                        tcp |= option.equals("use-vc");
                    }
                }
                default -> {}
            }
        }
        ImmutableList<InetSocketAddress> given = servers.build();
        return new Settings(
                given.isEmpty()
                        ? ImmutableList.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), DNS_PORT))
                        : given,
                ImmutableList.copyOf(search),
                dots,
                (long) Math.max(1, seconds) * MS_PER_SECOND,
                Math.max(1, tries),
                tcp);
    }

    private static int number(String option, String prefix, int before, int max) {
        Integer value = option.startsWith(prefix) ? Ints.tryParse(option.substring(prefix.length())) : null;
        return value == null || value < 0 ? before : Math.min(value, max);
    }

    /** Reads the text of {@code hosts}: the addresses of each name, in lower case. */
    static ImmutableListMultimap<String, InetAddress> hosts(List<String> lines) {
        ImmutableListMultimap.Builder<String, InetAddress> all = ImmutableListMultimap.builder();
        for (String line : lines) {
            int comment = line.indexOf('#');
            List<String> words = new ArrayList<>(WORDS.splitToList(comment < 0 ? line : line.substring(0, comment)));
            InetAddress address = words.isEmpty() ? null : literal(words.removeFirst());
            if (address != null) {
                words.forEach(name -> all.put(Ascii.toLowerCase(name), address));
            }
        }
        return all.build();
    }

    /** The address that {@code text} is, with a scope or without; null if it is none. */
    static @Nullable InetAddress literal(String text) {
        int scope = text.indexOf('%');
        return InetAddresses.isInetAddress(scope < 0 ? text : text.substring(0, scope))
                ? InetAddresses.forString(scope < 0 ? text : text.substring(0, scope))
                : null;
    }
}
