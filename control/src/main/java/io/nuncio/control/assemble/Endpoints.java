package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.Translation;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spec.cluster.AssignmentSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one cluster as a discovery service gives them, whichever way: each source hands its assignments to this.
 * Main thread only.
 *
 * <p>What changes nothing is counted ({@code update_no_rebuild}) and goes no further. An assignment that is refused leaves
 * the hosts as they were. Hosts of an assignment that has become stale are no longer used.
 */
public final class Endpoints implements AutoCloseable {

    private final String serviceName;
    private final Consumer<HostSetSpec> hosts;
    private final Counter empty;
    private final Counter unchanged;
    private final Counter stale;
    private final Timer staleTimer;
    private @Nullable String takenHash;
    private @Nullable HostSetSpec latest;

    /**
     * Without hosts.
     *
     * @param serviceName the name that an assignment has to have
     * @param scope {@code cluster.<name>.}
     * @param hosts told of each set of hosts that is another one
     */
    public Endpoints(String serviceName, Dispatcher main, Scope scope, Consumer<HostSetSpec> hosts) {
        this.serviceName = serviceName;
        this.hosts = hosts;
        this.empty = scope.counter("update_empty");
        this.unchanged = scope.counter("update_no_rebuild");
        this.stale = scope.counter("assignment_stale");
        this.staleTimer = main.createTimer(this::onStale);
    }

    /**
     * Takes an assignment.
     *
     * @return why it is refused; empty: it is in force
     */
    public ImmutableList<Problem> take(Candidate<AssignmentSpec> candidate) {
        if (!candidate.name().equals(serviceName)) {
            return ImmutableList.of(new Problem(
                    "cluster_name", "Unexpected EDS cluster (expecting " + serviceName + "): " + candidate.name()));
        }
        if (candidate.contentHash().equals(takenHash)) {
            unchanged.inc();
            return ImmutableList.of();
        }
        Translation<AssignmentSpec> translation = candidate.translate();
        if (translation.value().isEmpty()) {
            return translation.errors();
        }
        AssignmentSpec assignment = translation.value().get();
        takenHash = candidate.contentHash();
        staleTimer.disable();
        if (assignment.staleAfterMs() > 0) {
            staleTimer.enableMs(assignment.staleAfterMs());
        }
        if (assignment.hosts().equals(latest)) {
            unchanged.inc();
        } else {
            tell(assignment.hosts());
        }
        return ImmutableList.of();
    }

    /** An answer came that says nothing of this cluster: it keeps its hosts, and waits no longer for the first. */
    public void takeNothing() {
        empty.inc();
        goOn();
    }

    /** The first look came to nothing: the cluster goes on without hosts. Later it keeps those that it has. */
    public void goOn() {
        if (latest == null) {
            tell(HostSetSpec.EMPTY);
        }
    }

    private void onStale() {
        stale.inc();
        takenHash = null;
        tell(HostSetSpec.EMPTY);
    }

    private void tell(HostSetSpec found) {
        latest = found;
        hosts.accept(found);
    }

    @Override
    public void close() {
        staleTimer.close();
    }
}
