package io.nuncio.control.assemble;

import io.nuncio.control.translate.Problem;

/** Where a resource is said to come from, there is nothing. */
public final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** With the field that names the place. */
    public UnavailableException(Problem problem) {
        super(problem.toString(), null, false, false);
        this.problem = problem;
    }

    /** What is wrong, for whoever sent the resource. */
    public Problem problem() {
        return problem;
    }
}
