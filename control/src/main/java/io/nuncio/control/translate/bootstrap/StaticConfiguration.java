package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.Translation;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.proxy.spec.bootstrap.BootstrapSpec;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.util.HashSet;
import java.util.Set;

/**
 * A whole bootstrap: the process' own part read, listeners and clusters handed out unread, as the first update of the
 * road that later ones take.
 *
 * @param bootstrap the process' own part
 * @param node who this process is, as control planes are told
 * @param ground what later readings share: it has the bootstrap's runtime
 * @param clusters in the order of the file, no name twice
 * @param listeners in the order of the file; of two with the same name only the first counts
 */
public record StaticConfiguration(
        Translation<BootstrapSpec> bootstrap,
        Node node,
        Ground ground,
        ImmutableList<Candidate<ConfiguredCluster>> clusters,
        ImmutableList<Candidate<ListenerSpec>> listeners) {

    /**
     * What is wrong with any part of it, and what deserves a line in the log.
     *
     * @param errors why the process must not start; empty if it may
     * @param warnings what was accepted
     */
    public record Findings(ImmutableList<Problem> errors, ImmutableList<Problem> warnings) {}

    /** Reads all of it and throws the result away: what {@code --mode validate} and a start ask first. */
    public Findings inspect() {
        ImmutableList.Builder<Problem> errors = ImmutableList.builder();
        ImmutableList.Builder<Problem> warnings = ImmutableList.builder();
        errors.addAll(bootstrap.errors());
        warnings.addAll(bootstrap.warnings());
        clusters.forEach(candidate -> add(candidate.translate(), errors, warnings));
        Set<String> names = new HashSet<>();
        for (Candidate<ListenerSpec> candidate : listeners) {
            if (names.add(candidate.name())) {
                add(candidate.translate(), errors, warnings);
            }
        }
        return new Findings(errors.build(), warnings.build());
    }

    private static void add(
            Translation<?> translation,
            ImmutableList.Builder<Problem> errors,
            ImmutableList.Builder<Problem> warnings) {
        errors.addAll(translation.errors());
        warnings.addAll(translation.warnings());
        translation.closers().close();
    }
}
