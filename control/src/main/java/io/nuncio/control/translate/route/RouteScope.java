package io.nuncio.control.translate.route;

import java.util.function.Predicate;

/**
 * Where a table comes from, which decides whether its clusters have to exist when it is read.
 *
 * @param inline whether it stands in a connection manager's own configuration (there they have to, unless
 *     {@code validate_clusters} says no) or is a resource (there they need not, unless it says yes)
 * @param clusters whether there is a cluster of that name
 */
public record RouteScope(boolean inline, Predicate<String> clusters) {

    /** A resource, or a table whose clusters nobody knows yet. */
    public static final RouteScope RESOURCE = new RouteScope(false, name -> true);
}
