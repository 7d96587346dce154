package io.nuncio.control.health.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemNamesTest {

    @Test
    void theSystemsFileSaysWhoIsAskedAndHow() {
        SystemNames.Settings settings = SystemNames.settings(List.of(
                "# a comment",
                "nameserver 10.0.0.53",
                "nameserver no-address",
                "nameserver fe80::1%eth0",
                "search a.test\tb.test",
                "options ndots:3 timeout:2 attempts:4 use-vc odd ndots:x"));
        assertThat(settings.servers())
                .containsExactly(
                        new InetSocketAddress(InetAddress.ofLiteral("10.0.0.53"), 53),
                        new InetSocketAddress(InetAddress.ofLiteral("fe80::1"), 53));
        assertThat(settings.search()).containsExactly("a.test", "b.test");
        assertThat(settings.dots()).isEqualTo(3);
        assertThat(settings.timeoutMs()).isEqualTo(2_000);
        assertThat(settings.tries()).isEqualTo(4);
        assertThat(settings.tcp()).isTrue();
    }

    @Test
    void withoutAFileThisMachineIsAsked() {
        SystemNames.Settings settings = SystemNames.settings(List.of());
        assertThat(settings.servers()).containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
        assertThat(settings.timeoutMs()).isEqualTo(5_000);
        assertThat(settings.tries()).isEqualTo(2);
    }

    @Test
    void valuesOutOfBoundsAreBrought() {
        SystemNames.Settings settings =
                SystemNames.settings(List.of("options ndots:99 timeout:0 attempts:99", "nameserver 10.0.0.1"));
        assertThat(settings.dots()).isEqualTo(15);
        assertThat(settings.timeoutMs()).isEqualTo(1_000);
        assertThat(settings.tries()).isEqualTo(5);
    }

    @Test
    void aLineOfHostsHasAnAddressAndItsNames() {
        assertThat(SystemNames.hosts(List.of("10.0.0.1 A.test b", "", "# c", "10.0.0.2 a.test # d", "x y"))
                        .asMap())
                .containsOnlyKeys("a.test", "b");
        assertThat(SystemNames.hosts(List.of("10.0.0.1 A.test", "10.0.0.2 a.test"))
                        .get("a.test"))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("10.0.0.1", "10.0.0.2");
    }
}
