package io.nuncio.proxy.spi.message;

/** Why a stream ended before both its directions did. The texts are those of Envoy's replies and logs. */
public enum ResetReason {
    /** This side gave it up. */
    LOCAL_RESET("local reset"),
    /** This side never began to serve it: the peer may try again. */
    LOCAL_REFUSED_STREAM("local refused stream reset"),
    /** The peer gave it up. */
    REMOTE_RESET("remote reset"),
    /** The peer never began to serve it: it may be tried again. */
    REMOTE_REFUSED_STREAM("remote refused stream reset"),
    /** The connection could not be established: this side gave up. */
    LOCAL_CONNECTION_FAILURE("local connection failure"),
    /** The connection could not be established: refused, or unreachable. */
    REMOTE_CONNECTION_FAILURE("remote connection failure"),
    /** The connection could not be established in time. */
    CONNECTION_TIMEOUT("connection timeout"),
    /** The connection ended. */
    CONNECTION_TERMINATION("connection termination"),
    /** A limit of the cluster is reached. */
    OVERFLOW("overflow"),
    /** The peer of a CONNECT ended it. */
    CONNECT_ERROR("connect error"),
    /** The peer does not speak the protocol. */
    PROTOCOL_ERROR("protocol error"),
    /** The proxy has no resources left. */
    OVERLOAD_MANAGER("overload manager reset");

    private final String text;

    ResetReason(String text) {
        this.text = text;
    }

    /** In words with blanks, as in the body of a reply. */
    public String text() {
        return text;
    }

    /** In one word, as in the details of a response. */
    public String detail() {
        return text.replace(' ', '_');
    }
}
