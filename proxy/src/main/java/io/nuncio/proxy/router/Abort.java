package io.nuncio.proxy.router;

import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.message.ResetReason;

/**
 * Why there is no response from upstream, in Envoy's words.
 *
 * @param dropped whether a circuit breaker is the reason
 */
record Abort(int status, ResponseFlag flag, String body, String details, boolean dropped) {

    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;

    /** The status that stands for a reset. */
    static int status(ResetReason reason) {
        return reason == ResetReason.PROTOCOL_ERROR ? BAD_GATEWAY : UNAVAILABLE;
    }

    /**
     * A stream to upstream ended early, or there was none.
     *
     * @param transportFailureReason what the transport told, which is not for clients; empty for nothing
     * @param retried whether it was not the first
     * @param responseStarted whether the client has a part of the response
     */
    static Abort of(ResetReason reason, String transportFailureReason, boolean retried, boolean responseStarted) {
        boolean told = !transportFailureReason.isEmpty();
        String body = "upstream connect error or disconnect/reset before headers. "
                + (retried ? "retried and the latest reset reason: " : "reset reason: ")
                + reason.text();
        String details =
                (responseStarted ? "upstream_reset_after_response_started{" : "upstream_reset_before_response_started{")
                        + reason.text()
                        + (told ? "|" + transportFailureReason : "")
                        + "}";
        return new Abort(status(reason), flag(reason), body, details, reason == ResetReason.OVERFLOW);
    }

    private static ResponseFlag flag(ResetReason reason) {
        return switch (reason) {
            case LOCAL_CONNECTION_FAILURE, REMOTE_CONNECTION_FAILURE, CONNECTION_TIMEOUT ->
                ResponseFlag.UPSTREAM_CONNECTION_FAILURE;
            case CONNECTION_TERMINATION -> ResponseFlag.UPSTREAM_CONNECTION_TERMINATION;
            case LOCAL_RESET, LOCAL_REFUSED_STREAM -> ResponseFlag.LOCAL_RESET;
            case OVERFLOW -> ResponseFlag.UPSTREAM_OVERFLOW;
            case REMOTE_RESET, REMOTE_REFUSED_STREAM, CONNECT_ERROR -> ResponseFlag.UPSTREAM_REMOTE_RESET;
            case PROTOCOL_ERROR -> ResponseFlag.UPSTREAM_PROTOCOL_ERROR;
            case OVERLOAD_MANAGER -> ResponseFlag.OVERLOAD_MANAGER;
        };
    }
}
