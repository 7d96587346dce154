package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What is known of a connection when its filter chain is chosen. An IP is null for the end of a Unix socket. */
public interface ChainQuery {

    /** Where the peer wanted to go. */
    @Nullable
    InetAddress destination();

    /** 0 for a Unix socket. */
    int destinationPort();

    /** SNI in lower case, or empty. */
    String serverName();

    /** What a listener filter detected, or empty. */
    String transportProtocol();

    /** What the peer offers, in its order of preference. */
    ImmutableList<String> applicationProtocols();

    /** The peer's own address. */
    @Nullable
    InetAddress directSource();

    /** Where the connection comes from, as far as is believed. */
    @Nullable
    InetAddress source();

    /** 0 for a Unix socket. */
    int sourcePort();
}
