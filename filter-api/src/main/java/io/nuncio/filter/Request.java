package io.nuncio.filter;

/**
 * A request: an immutable head and a body that is read once.
 *
 * @param method {@code GET}, {@code POST} ...
 * @param path the target with its query
 * @param headers without pseudo fields; {@code host} carries the authority
 * @param body {@link Body#EMPTY} where there is none
 */
public record Request(String method, String path, Headers headers, Body body) {

    /** A GET without fields. */
    public static Request get(String path) {
        return new Request("GET", path, Headers.NONE, Body.EMPTY);
    }

    /** A POST without fields. */
    public static Request post(String path, Body body) {
        return new Request("POST", path, Headers.NONE, body);
    }

    /** This request with exactly one field of that name. */
    public Request withHeader(String name, String value) {
        return new Request(method, path, headers.with(name, value), body);
    }

    /** This request without fields of that name. */
    public Request withoutHeader(String name) {
        return new Request(method, path, headers.without(name), body);
    }

    /** This request to another target. */
    public Request withPath(String changed) {
        return new Request(method, changed, headers, body);
    }

    /** This request with another body. */
    public Request withBody(Body changed) {
        return new Request(method, path, headers, changed);
    }
}
