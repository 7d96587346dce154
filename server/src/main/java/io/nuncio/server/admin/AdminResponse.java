package io.nuncio.server.admin;

import io.nuncio.filter.thread.AnyThread;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param contentType with its charset
 * @param body as text, sent as UTF-8
 * @param rest what follows {@code body}, made while it is sent
 */
@AnyThread
public record AdminResponse(int status, String contentType, String body, Optional<AdminBody> rest) {

    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String REFUSAL = "text/plain";
    private static final String JSON = "application/json";

    /** 200 with text. */
    public static AdminResponse text(String body) {
        return text(200, body);
    }

    /** A status with text. */
    public static AdminResponse text(int status, String body) {
        return new AdminResponse(status, TEXT, body, Optional.empty());
    }

    /** 200 with text that is made while it is sent. */
    public static AdminResponse text(AdminBody pages) {
        return new AdminResponse(200, TEXT, "", Optional.of(pages));
    }

    /** 200 with JSON. */
    public static AdminResponse json(String body) {
        return new AdminResponse(200, JSON, body, Optional.empty());
    }

    /** 200 with JSON that is made while it is sent. */
    public static AdminResponse json(AdminBody pages) {
        return new AdminResponse(200, JSON, "", Optional.of(pages));
    }

    /** 200 with a page. */
    public static AdminResponse html(String body) {
        return new AdminResponse(200, "text/html; charset=UTF-8", body, Optional.empty());
    }

    /** 200 with a page that is made while it is sent. */
    static AdminResponse html(AdminBody pages) {
        return new AdminResponse(200, "text/html; charset=UTF-8", "", Optional.of(pages));
    }

    /** A status and why, in the way of Envoy's dumps: the type of the text has no charset. */
    static AdminResponse refused(int status, String why) {
        return new AdminResponse(status, REFUSAL, why, Optional.empty());
    }

    /** Whether {@link #refused} made it. */
    boolean refusal() {
        return contentType.equals(REFUSAL);
    }

    /** Done. */
    public static AdminResponse ok() {
        return text("OK\n");
    }

    /** The same with all pages made. */
    AdminResponse whole() {
        if (rest.isEmpty()) {
            return this;
        }
        StringBuilder all = new StringBuilder(body);
        boolean more = true;
        while (more) {
            more = rest.get().next(all);
        }
        return new AdminResponse(status, contentType, all.toString(), Optional.empty());
    }
}
