package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;

/** At which moment an access log is written: Envoy's {@code AccessLogType}, as {@code %ACCESS_LOG_TYPE%} prints it. */
@AnyThread
public enum AccessLogType {
    NOT_SET("NotSet"),
    TCP_UPSTREAM_CONNECTED("TcpUpstreamConnected"),
    TCP_PERIODIC("TcpPeriodic"),
    TCP_CONNECTION_END("TcpConnectionEnd"),
    DOWNSTREAM_START("DownstreamStart"),
    DOWNSTREAM_PERIODIC("DownstreamPeriodic"),
    DOWNSTREAM_END("DownstreamEnd"),
    UPSTREAM_POOL_READY("UpstreamPoolReady"),
    UPSTREAM_PERIODIC("UpstreamPeriodic"),
    UPSTREAM_END("UpstreamEnd"),
    DOWNSTREAM_TUNNEL_SUCCESSFULLY_ESTABLISHED("DownstreamTunnelSuccessfullyEstablished"),
    UDP_TUNNEL_UPSTREAM_CONNECTED("UdpTunnelUpstreamConnected"),
    UDP_PERIODIC("UdpPeriodic"),
    UDP_SESSION_END("UdpSessionEnd");

    private final String text;

    AccessLogType(String text) {
        this.text = text;
    }

    /** The name in logs. */
    public String text() {
        return text;
    }

    /** The moment of that name in logs and configurations. */
    public static AccessLogType ofText(String text) {
        for (AccessLogType type : values()) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException("there is no moment '" + text + "'");
    }
}
