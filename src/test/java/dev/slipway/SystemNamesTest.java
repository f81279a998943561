package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.spi.InetAddressResolverProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * Goal: a library that speaks DNS does not look up everybody's names. Method: what the JVM would choose, as it does.
 */
class SystemNamesTest {
    @Test
    void the_jvm_looks_names_up_as_the_system_does() {
        var chosen = ServiceLoader.load(InetAddressResolverProvider.class, ClassLoader.getSystemClassLoader())
                .findFirst();

        assertThat(chosen).containsInstanceOf(SystemNames.class);
    }
}
