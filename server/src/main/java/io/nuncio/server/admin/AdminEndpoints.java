package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.match.StringMatchSpec;

/** All paths of the admin, with who answers them. */
public final class AdminEndpoints {

    private AdminEndpoints() {}

    /**
     * The table of a proxy.
     *
     * @param allowed the only paths that are answered; empty for all
     */
    public static AdminTable table(
            AdminSubject subject, StatStore stats, LogLevelControl logLevels, ImmutableList<StringMatchSpec> allowed) {
        AdminTable table = new AdminTable(allowed);
        ServerHandlers.addTo(table, subject);
        StatsHandlers.addTo(table, stats, subject::refreshStats);
        ClusterHandlers.addTo(table, subject);
        ConfigHandlers.addTo(table, subject);
        RuntimeHandlers.addTo(table, subject.runtime());
        LogHandlers.addTo(table, logLevels);
        ProfileHandlers.addTo(table);
        return table;
    }
}
