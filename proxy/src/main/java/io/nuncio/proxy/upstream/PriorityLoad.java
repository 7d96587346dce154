package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;

/**
 * How much of the load each priority takes, in percent, with its healthy and with its degraded hosts: Envoy's
 * {@code LoadBalancerBase}.
 *
 * <p>A priority takes what its share of healthy hosts, times the overprovisioning factor, allows; the next one takes what
 * is left. Degraded hosts take what healthy ones cannot. Where all priorities together cannot carry 100 percent the loads
 * are scaled up, and a priority with too few usable hosts panics: it uses all of them, for the few would drown. Where all
 * panic, the load follows the number of hosts.
 */
final class PriorityLoad {

    static final int ALL = 100;

    private final int[] healthy;
    private final int[] degraded;
    private final boolean[] panic;

    /**
     * @param levels at least one
     * @param panicPercent a priority with a smaller share of usable hosts may panic; 0 for never
     */
    PriorityLoad(ImmutableList<HostSet.Level> levels, int overprovisioningPercent, int panicPercent) {
        int size = levels.size();
        healthy = new int[size];
        degraded = new int[size];
        panic = new boolean[size];
        int[] healthyShare = new int[size];
        int[] degradedShare = new int[size];
        int available = 0;
        for (int i = 0; i < size; i++) {
            HostSet.ByHealth hosts = levels.get(i).hosts();
            healthyShare[i] = share(hosts.healthy().size(), hosts.all().size(), overprovisioningPercent);
            degradedShare[i] = share(hosts.degraded().size(), hosts.all().size(), overprovisioningPercent);
            available = Math.min(ALL, available + healthyShare[i] + degradedShare[i]);
        }
        if (available > 0) {
            distribute(healthyShare, degradedShare, available);
        } else if (panicPercent == 0) {
            healthy[0] = ALL; // to nobody: there is no usable host, and no panic
            return;
        }
        panic(levels, available, panicPercent);
    }

    private static int share(int usable, int all, int overprovisioningPercent) {
        return all == 0 ? 0 : (int) Math.min(ALL, (long) overprovisioningPercent * usable / all);
    }

    private void distribute(int[] healthyShare, int[] degradedShare, int available) {
        int left = distribute(healthy, healthyShare, ALL, available);
        left = distribute(degraded, degradedShare, left, available);
        // What is lost in rounding goes to the first that can take it.
        for (int i = 0; i < healthy.length && left > 0; i++) {
            if (healthyShare[i] > 0) {
                healthy[i] += left;
                left = 0;
            }
        }
        for (int i = 0; i < degraded.length && left > 0; i++) {
            if (degradedShare[i] > 0) {
                degraded[i] += left;
                left = 0;
            }
        }
    }

    private static int distribute(int[] loads, int[] shares, int load, int available) {
        int left = load;
        for (int i = 0; i < loads.length; i++) {
            loads[i] = Math.min(left, shares[i] * ALL / available);
            left -= loads[i];
        }
        return left;
    }

    private void panic(ImmutableList<HostSet.Level> levels, int available, int panicPercent) {
        boolean total = available < ALL;
        for (int i = 0; i < panic.length; i++) {
            HostSet.ByHealth hosts = levels.get(i).hosts();
            int usable = hosts.healthy().size() + hosts.degraded().size();
            double percent =
                    usable == 0 ? 0 : (double) ALL * usable / hosts.all().size();
            panic[i] = available < ALL && percent < panicPercent;
            total &= panic[i];
        }
        if (total) {
            byNumber(levels);
        }
    }

    private void byNumber(ImmutableList<HostSet.Level> levels) {
        long all =
                levels.stream().mapToLong(level -> level.hosts().all().size()).sum();
        int left = ALL;
        int first = -1;
        for (int i = 0; i < healthy.length; i++) {
            int hosts = levels.get(i).hosts().all().size();
            healthy[i] = hosts == 0 ? 0 : (int) (ALL * (long) hosts / all);
            degraded[i] = 0;
            left -= healthy[i];
            first = first < 0 && hosts > 0 ? i : first;
        }
        healthy[Math.max(0, first)] += left;
    }

    /** How many priorities there are. */
    int size() {
        return healthy.length;
    }

    int healthy(int level) {
        return healthy[level];
    }

    int degraded(int level) {
        return degraded[level];
    }

    boolean panics(int level) {
        return panic[level];
    }

    /**
     * Chooses by load. Answers the priority, or its complement ({@code ~priority}) where its degraded hosts are meant.
     *
     * @param hash random and not negative
     */
    int choose(int hash) {
        int point = hash % ALL;
        int sum = 0;
        for (int i = 0; i < healthy.length; i++) {
            sum += healthy[i];
            if (point < sum) {
                return i;
            }
        }
        for (int i = 0; i < degraded.length; i++) {
            sum += degraded[i];
            if (point < sum) {
                return ~i;
            }
        }
        return 0;
    }
}
