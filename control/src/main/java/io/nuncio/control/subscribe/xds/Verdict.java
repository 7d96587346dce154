package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.stream.Collectors;

/**
 * What became of a response. Resources without an error have been taken.
 *
 * @param refusals why some were refused; empty: the response is acknowledged
 */
record Verdict(ImmutableList<Refusal> refusals) {

    /** All of it was taken. */
    static final Verdict ACCEPTED = new Verdict(ImmutableList.of());

    /** What a control plane is told at most: a message of gRPC must not grow without limit. */
    static final int DETAILS_CHARS_MAX = 64 * 1024;

    /**
     * A resource that was refused.
     *
     * @param name of the resource; empty if even that could not be read
     * @param details every reason with its path
     */
    record Refusal(String name, String details) {}

    /** One refusal. */
    static Verdict refused(String name, String details) {
        return new Verdict(ImmutableList.of(new Refusal(name, details)));
    }

    boolean accepted() {
        return refusals.isEmpty();
    }

    /** The names of what was refused. */
    ImmutableSet<String> names() {
        return refusals.stream().map(Refusal::name).collect(ImmutableSet.toImmutableSet());
    }

    /** All reasons, each resource with its name: what stands in {@code error_detail}. */
    String details() {
        String all = refusals.stream()
                .map(refusal ->
                        refusal.name().isEmpty() ? refusal.details() : refusal.name() + ": " + refusal.details())
                .collect(Collectors.joining("\n"));
        return all.length() <= DETAILS_CHARS_MAX ? all : all.substring(0, DETAILS_CHARS_MAX) + "...(truncated)";
    }
}
