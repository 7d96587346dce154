package io.nuncio.filter;

/**
 * A response: an immutable head and a body that is read once.
 *
 * @param status 100 to 999
 * @param headers without pseudo fields
 * @param body {@link Body#EMPTY} where there is none
 * @param details why, for the access log: Envoy's response code details; empty for none
 */
public record Response(int status, Headers headers, Body body, String details) {

    private static final int STATUS_MIN = 100;
    private static final int STATUS_MAX = 999;

    /** Refuses a status that has not three digits. */
    public Response {
        if (status < STATUS_MIN || status > STATUS_MAX) {
            throw new IllegalArgumentException("status " + status + " is outside " + STATUS_MIN + ".." + STATUS_MAX);
        }
    }

    /** An empty response. */
    public static Response of(int status) {
        return new Response(status, Headers.NONE, Body.EMPTY, "");
    }

    /** This response with exactly one field of that name. */
    public Response withHeader(String name, String value) {
        return new Response(status, headers.with(name, value), body, details);
    }

    /** This response without fields of that name. */
    public Response withoutHeader(String name) {
        return new Response(status, headers.without(name), body, details);
    }

    /** This response with another body. */
    public Response withBody(Body changed) {
        return new Response(status, headers, changed, details);
    }

    /** This response with a text in UTF-8; the content type is {@code text/plain} unless there is one. */
    public Response withText(String text) {
        Headers typed = headers.has("content-type") ? headers : headers.plus("content-type", "text/plain");
        return new Response(status, typed, Body.of(text), details);
    }

    /** Why, for the access log: Envoy's response code details. */
    public Response because(String why) {
        return new Response(status, headers, body, why);
    }
}
