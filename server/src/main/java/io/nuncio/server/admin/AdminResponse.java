package io.nuncio.server.admin;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param contentType with its charset
 * @param body as text, sent as UTF-8
 */
public record AdminResponse(int status, String contentType, String body) {

    private static final String TEXT = "text/plain; charset=UTF-8";

    /** 200 with text. */
    public static AdminResponse text(String body) {
        return new AdminResponse(200, TEXT, body);
    }

    /** A status with text. */
    public static AdminResponse text(int status, String body) {
        return new AdminResponse(status, TEXT, body);
    }

    /** 200 with JSON. */
    public static AdminResponse json(String body) {
        return new AdminResponse(200, "application/json", body);
    }

    /** 200 with a page. */
    public static AdminResponse html(String body) {
        return new AdminResponse(200, "text/html; charset=UTF-8", body);
    }

    /** Done. */
    public static AdminResponse ok() {
        return text("OK\n");
    }
}
