package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of one resource.
 *
 * @param value the spec; empty if there is an error
 * @param errors why it is refused; empty if it is not
 * @param warnings what was accepted but deserves a line in the log
 * @param closers to be closed when the last holder of the spec is gone; already closed if there is an error
 * @param routes the tables of routes that it needs before it can serve
 * @param <T> the spec
 */
public record Translation<T>(
        Optional<T> value,
        ImmutableList<Problem> errors,
        ImmutableList<Problem> warnings,
        Closers closers,
        ImmutableList<RoutesWanted> routes) {

    /** Of something that needs no routes. */
    public Translation(
            Optional<T> value, ImmutableList<Problem> errors, ImmutableList<Problem> warnings, Closers closers) {
        this(value, errors, warnings, closers, ImmutableList.of());
    }

    /** A refusal of what was not even read. */
    public static <T> Translation<T> refused(Problem problem) {
        return new Translation<>(Optional.empty(), ImmutableList.of(problem), ImmutableList.of(), new Closers());
    }

    /** Whether it is refused. */
    public boolean refused() {
        return !errors.isEmpty();
    }

    /** All reasons in one line. */
    public String reasons() {
        return errors.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }
}
