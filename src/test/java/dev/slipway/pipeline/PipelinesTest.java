package dev.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PipelinesTest {
    @Inject
    @SuppressWarnings("NullAway.Init")
    Pipelines pipelines;

    @Test
    void a_stored_document_is_found_replaced_and_removed() {
        assertThat(pipelines.put("own", "tools: [sh]")).isInstanceOf(Parsed.Sound.class);
        Parsed second = pipelines.put("own", "# newer\ntools: [php]");

        assertThat(pipelines.find("own")).contains(second);
        assertThat(pipelines.document("own")).contains("# newer\ntools: [php]");
        assertThat(pipelines.list()).contains(new Pipelines.Known("own", false, second));
        assertThat(pipelines.remove("own")).isTrue();
        assertThat(pipelines.remove("own")).isFalse();
        assertThat(pipelines.find("own")).isEmpty();
    }

    @Test
    void built_in_ones_are_found_and_never_changed() {
        assertThat(pipelines.put("generic", "tools: [sh]")).isInstanceOf(Parsed.Wrong.class);
        assertThat(pipelines.remove("generic")).isFalse();
        assertThat(pipelines.document("generic").orElseThrow()).contains("bin/restart");
        assertThat(pipelines.list()).extracting(Pipelines.Known::name).startsWith("generic", "laravel");
    }

    @Test
    void a_wrong_document_is_not_stored() {
        assertThat(pipelines.put("wrong", "nonsense: 1")).isInstanceOf(Parsed.Wrong.class);
        assertThat(pipelines.put("Not a name", "tools: [sh]")).isInstanceOf(Parsed.Wrong.class);
        assertThat(pipelines.find("wrong")).isEmpty();
    }
}
