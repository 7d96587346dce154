package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;

/**
 * What was found wrong while one resource was read, in the order in which it was found. Not thread-safe: belongs to one
 * translation.
 */
public final class Problems {

    private final ImmutableList.Builder<Problem> errors = ImmutableList.builder();
    private final ImmutableList.Builder<Problem> warnings = ImmutableList.builder();
    private int errorCount;

    /** The resource is refused because of what stands at {@code path}. */
    public void error(String path, String reason) {
        errors.add(new Problem(path, reason));
        errorCount++;
    }

    /** What stands at {@code path} was accepted but is deprecated or has no effect here. */
    public void warning(String path, String reason) {
        warnings.add(new Problem(path, reason));
    }

    /** Whether an error has been found so far. */
    public boolean refused() {
        return errorCount > 0;
    }

    /** How many errors have been found so far. */
    public int errorCount() {
        return errorCount;
    }

    /** The errors found so far. */
    public ImmutableList<Problem> errors() {
        return errors.build();
    }

    /** The warnings found so far. */
    public ImmutableList<Problem> warnings() {
        return warnings.build();
    }
}
