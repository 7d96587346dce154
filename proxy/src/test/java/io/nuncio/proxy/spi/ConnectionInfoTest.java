package io.nuncio.proxy.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionInfoTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:80",
        "::1, [::1]:80",
        "::, [::]:80",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:80",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:80",
        "fe80:0:0:0:0:0:0:0, [fe80::]:80",
    })
    void addressesAreWrittenInTheirCanonicalForm(String host, String text) throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), 80);
        assertThat(ConnectionInfo.text(address)).isEqualTo(text);
        assertThat(ConnectionInfo.textWithoutPort(address)).isEqualTo(text.replaceAll("^\\[?(.*?)\\]?:80$", "$1"));
    }

    @Test
    void aUnixSocketIsWrittenAsItsPath() {
        assertThat(ConnectionInfo.text(UnixDomainSocketAddress.of("/run/x.sock")))
                .isEqualTo("/run/x.sock");
        assertThat(ConnectionInfo.text(null)).isEmpty();
    }
}
