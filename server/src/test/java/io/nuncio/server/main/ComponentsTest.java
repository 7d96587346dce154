package io.nuncio.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComponentsTest {

    @Test
    void theLongestPackageDecides() {
        assertThat(Components.of("io.nuncio.control.publish.Publisher")).isEqualTo("config");
        assertThat(Components.of("io.nuncio.control.health.Probes")).isEqualTo("hc");
        assertThat(Components.of("io.nuncio.server.Nuncio")).isEqualTo("main");
        assertThat(Components.of("io.nuncio.server.admin.AdminTable")).isEqualTo("admin");
        assertThat(Components.of("io.netty.channel.Channel")).isEqualTo("misc");
    }

    @Test
    void everyPackageHasAKnownComponent() {
        assertThat(Components.all().values()).allMatch(Components::known);
        assertThat(Components.names()).doesNotHaveDuplicates().hasSize(73);
    }
}
