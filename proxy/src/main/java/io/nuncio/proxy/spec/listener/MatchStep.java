package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec.SourceType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the choice, in Envoy's order. At each step the most specific value that fits is taken, and no other is
 * tried if that leads nowhere.
 */
enum MatchStep {
    DESTINATION_PORT {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return ImmutableList.of(new MatchKey.Port(match.destinationPort()));
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            return port(fork, query.destinationPort());
        }
    },
    DESTINATION_IP {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return ranges(match.destinationRanges());
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            return longestPrefix(fork, query.destination());
        }
    },
    SERVER_NAME {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return match.serverNames().isEmpty()
                    ? texts(match.serverNames())
                    : match.serverNames().stream()
                            .map(name -> (MatchKey) new MatchKey.Text(name.startsWith("*.") ? name.substring(1) : name))
                            .collect(ImmutableList.toImmutableList());
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            String name = query.serverName();
            Branch found = fork.branches().get(new MatchKey.Text(name));
            for (int dot = name.indexOf('.', 1);
                    found == null && dot >= 0 && dot < name.length() - 1;
                    dot = name.indexOf('.', dot + 1)) {
                found = fork.branches().get(new MatchKey.Text(name.substring(dot)));
            }
            return found != null ? found : fork.branches().get(ANY_TEXT);
        }
    },
    TRANSPORT_PROTOCOL {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return ImmutableList.of(new MatchKey.Text(match.transportProtocol()));
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            Branch found = fork.branches().get(new MatchKey.Text(query.transportProtocol()));
            return found != null ? found : fork.branches().get(ANY_TEXT);
        }
    },
    APPLICATION_PROTOCOL {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return texts(match.applicationProtocols());
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            for (String protocol : query.applicationProtocols()) {
                Branch found = fork.branches().get(new MatchKey.Text(protocol));
                if (found != null) {
                    return found;
                }
            }
            return fork.branches().get(ANY_TEXT);
        }
    },
    DIRECT_SOURCE_IP {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return ranges(match.directSourceRanges());
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            return longestPrefix(fork, query.directSource());
        }
    },
    SOURCE_TYPE {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return ImmutableList.of(new MatchKey.Source(match.sourceType()));
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            Branch found = fork.branches()
                    .get(new MatchKey.Source(isLocal(query) ? SourceType.SAME_IP_OR_LOOPBACK : SourceType.EXTERNAL));
            return found != null ? found : fork.branches().get(new MatchKey.Source(SourceType.ANY));
        }
    },
    SOURCE_IP {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return ranges(match.sourceRanges());
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            return longestPrefix(fork, query.source());
        }
    },
    SOURCE_PORT {
        @Override
        ImmutableList<MatchKey> keys(FilterChainMatchSpec match) {
            return match.sourcePorts().isEmpty()
                    ? ImmutableList.of(new MatchKey.Port(0))
                    : match.sourcePorts().stream()
                            .map(port -> (MatchKey) new MatchKey.Port(port))
                            .collect(ImmutableList.toImmutableList());
        }

        @Override
        @Nullable
        Branch choose(Branch.Fork fork, ChainQuery query) {
            return port(fork, query.sourcePort());
        }
    };

    private static final MatchKey ANY_TEXT = new MatchKey.Text("");
    private static final CidrRange ALL_V4 = new CidrRange(0, 0, 0, false);
    private static final CidrRange ALL_V6 = new CidrRange(0, 0, 0, true);

    /** What follows a step: further steps, or a chain. */
    @Immutable
    sealed interface Branch {

        /**
         * The next step.
         *
         * @param branches by value
         * @param v4Lengths the lengths of the IPv4 prefixes among them, the longest first
         * @param v6Lengths those of IPv6
         */
        record Fork(
                ImmutableMap<MatchKey, Branch> branches,
                ImmutableList<Integer> v4Lengths,
                ImmutableList<Integer> v6Lengths)
                implements Branch {

            static Fork of(ImmutableMap<MatchKey, Branch> branches) {
                return new Fork(branches, lengths(branches, false), lengths(branches, true));
            }

            private static ImmutableList<Integer> lengths(ImmutableMap<MatchKey, Branch> branches, boolean v6) {
                return branches.keySet().stream()
                        .filter(key -> key instanceof MatchKey.Range range
                                && range.addresses().v6() == v6)
                        .map(key -> ((MatchKey.Range) key).addresses().prefixLength())
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .collect(ImmutableList.toImmutableList());
            }
        }

        /** The end. */
        record Leaf(FilterChainSpec chain) implements Branch {}
    }

    /** The values that a chain asks for at this step; one that stands for "any" if it asks for none. */
    abstract ImmutableList<MatchKey> keys(FilterChainMatchSpec match);

    /** The most specific branch that fits. */
    abstract @Nullable Branch choose(Branch.Fork fork, ChainQuery query);

    private static ImmutableList<MatchKey> texts(Collection<String> values) {
        return values.isEmpty()
                ? ImmutableList.of(new MatchKey.Text(""))
                : values.stream()
                        .map(value -> (MatchKey) new MatchKey.Text(value))
                        .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<MatchKey> ranges(Collection<CidrRange> ranges) {
        return ranges.isEmpty()
                ? ImmutableList.of(new MatchKey.Range(ALL_V4), new MatchKey.Range(ALL_V6))
                : ranges.stream()
                        .map(range -> (MatchKey) new MatchKey.Range(range))
                        .collect(ImmutableList.toImmutableList());
    }

    private static @Nullable Branch port(Branch.Fork fork, int port) {
        Branch found = fork.branches().get(new MatchKey.Port(port));
        return found != null ? found : fork.branches().get(new MatchKey.Port(0));
    }

    /** An end without an IP address counts as 255.255.255.255, as in Envoy. */
    private static @Nullable Branch longestPrefix(Branch.Fork fork, @Nullable InetAddress address) {
        InetAddress wanted = address == null ? NoIp.ADDRESS : address;
        ImmutableList<Integer> lengths = wanted instanceof Inet6Address ? fork.v6Lengths() : fork.v4Lengths();
        for (int length : lengths) {
            Branch found = fork.branches().get(new MatchKey.Range(CidrRange.of(wanted, length)));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean isLocal(ChainQuery query) {
        InetAddress source = query.source();
        return source == null || source.isLoopbackAddress() || source.equals(query.destination());
    }

    private static final class NoIp {
        static final InetAddress ADDRESS = broadcast();

        private static InetAddress broadcast() {
            try {
                return InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
