package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.Problem;
import java.util.stream.Collectors;

/**
 * What became of an update. Resources without an error have been taken, whatever happened to others.
 *
 * @param changed how many were added or modified
 * @param same how many were what is there already
 * @param removed how many went
 * @param errors why some were refused; their paths begin with the resource's name
 */
public record Outcome(int changed, int same, int removed, ImmutableList<Refusal> errors) {

    /**
     * A resource that was refused.
     *
     * @param name of the resource
     * @param problems why
     */
    public record Refusal(String name, ImmutableList<Problem> problems) {
        /** All reasons in one line. */
        public String details() {
            return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        }
    }

    /** Whether all of it was taken. */
    public boolean accepted() {
        return errors.isEmpty();
    }

    /** All reasons in one line, each resource with its name. */
    public String reasons() {
        return errors.stream()
                .map(refusal -> refusal.name() + ": " + refusal.details())
                .collect(Collectors.joining("; "));
    }
}
