package io.nuncio.control.translate.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address of this machine that other hops are told: the first IPv4 address that is no loopback, as with Envoy. */
final class OwnAddress {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddress.class);
    private static final String LOOPBACK = "127.0.0.1";

    private OwnAddress() {}

    /** The address as text; that of the loopback where there is no other. */
    static String text() {
        try {
            Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
            while (all.hasMoreElements()) {
                Enumeration<InetAddress> addresses = all.nextElement().getInetAddresses();
                while (addresses.hasMoreElements()) {
                    InetAddress address = addresses.nextElement();
                    if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
                        return address.getHostAddress();
                    }
                }
            }
        } catch (SocketException e) {
            LOG.warn("the addresses of this machine cannot be read", e);
        }
        return LOOPBACK;
    }
}
