package io.nuncio.control.assemble;

import io.nuncio.control.dump.ResourceState;
import io.nuncio.control.publish.PublishedListener;
import io.nuncio.control.translate.Candidate;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One version of a listener on its way: warming, active or draining. Main thread only. */
final class ListenerEntry {

    final Candidate<ListenerSpec> candidate;
    final boolean fixed;
    final ResourceState state;
    final PublishedListener published;

    /** Whether it takes the place of the active one without a listener of its own. */
    final boolean inPlace;

    /**
     * Every version of its filter chains that a connection may have been born with, by the hash of the chain; shared
     * with the versions that it has replaced in place.
     */
    final Map<String, Set<FilterChainSpec>> born;

    Runnable endWaiting = () -> {};
    boolean gone;

    private ListenerEntry(
            Candidate<ListenerSpec> candidate,
            Update<ListenerSpec> update,
            PublishedListener published,
            boolean inPlace,
            Map<String, Set<FilterChainSpec>> born) {
        this.candidate = candidate;
        this.fixed = update.fixed();
        this.state = new ResourceState(update.versionOf(candidate), candidate.received(), update.receivedAtMs());
        this.published = published;
        this.inPlace = inPlace;
        this.born = born;
    }

    static ListenerEntry create(
            Candidate<ListenerSpec> candidate, Update<ListenerSpec> update, PublishedListener published) {
        return new ListenerEntry(candidate, update, published, false, new HashMap<>());
    }

    static ListenerEntry inPlaceOf(
            ListenerEntry old,
            Candidate<ListenerSpec> candidate,
            Update<ListenerSpec> update,
            PublishedListener published) {
        return new ListenerEntry(candidate, update, published, true, old.born);
    }

    String name() {
        return candidate.name();
    }

    ListenerSpec spec() {
        return published.spec();
    }

    /** Whether nothing that this candidate says can change it. */
    boolean blocks(Candidate<ListenerSpec> other) {
        return fixed || candidate.contentHash().equals(other.contentHash());
    }

    /** From now on connections are born with its chains. */
    void bear() {
        for (FilterChainSpec chain : spec().chains().chains()) {
            born.computeIfAbsent(chain.contentHash(), hash -> new HashSet<>()).add(chain);
        }
        spec().chains()
                .defaultChain()
                .ifPresent(chain -> born.computeIfAbsent(chain.contentHash(), hash -> new HashSet<>())
                        .add(chain));
    }

    /** Takes out the chains, in all versions, that {@code next} no longer has. */
    Set<FilterChainSpec> chainsMissingIn(ListenerEntry next) {
        Set<String> kept = new HashSet<>();
        next.spec().chains().chains().forEach(chain -> kept.add(chain.contentHash()));
        next.spec().chains().defaultChain().ifPresent(chain -> kept.add(chain.contentHash()));
        Set<FilterChainSpec> missing = new HashSet<>();
        born.entrySet().removeIf(entry -> {
            boolean leaves = !kept.contains(entry.getKey());
            if (leaves) {
                missing.addAll(entry.getValue());
            }
            return leaves;
        });
        return missing;
    }
}
