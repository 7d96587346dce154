package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What was found wrong while one resource was read, in the order in which it was found. Not thread-safe: belongs to one
 * translation.
 */
public final class Problems {

    /** The table and an extension may both refuse a field: the same words at the same place count once. */
    private final Set<Problem> errors = new LinkedHashSet<>();

    private final Set<Problem> warnings = new LinkedHashSet<>();

    /** The resource is refused because of what stands at {@code path}. */
    public void error(String path, String reason) {
        errors.add(new Problem(path, reason));
    }

    /** What stands at {@code path} was accepted but is deprecated or has no effect here. */
    public void warning(String path, String reason) {
        warnings.add(new Problem(path, reason));
    }

    /** Whether an error has been found so far. */
    public boolean refused() {
        return !errors.isEmpty();
    }

    /** The errors found so far. */
    public ImmutableList<Problem> errors() {
        return ImmutableList.copyOf(errors);
    }

    /** The warnings found so far. */
    public ImmutableList<Problem> warnings() {
        return ImmutableList.copyOf(warnings);
    }
}
