package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.TestDatabase;
import dev.slipway.fleet.Mistake;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ReleasesTest {
    @Inject
    @SuppressWarnings("NullAway.Init")
    Releases releases;

    @Test
    void the_same_bytes_again_are_the_same_release_and_others_clash() throws Exception {
        Added first = add("again", "1.0.0", "x");

        assertThat(first).isInstanceOf(Added.Created.class);
        Release made = ((Added.Created) first).release();
        assertThat(add("again", "1.0.0", "x")).isEqualTo(new Added.Same(made));
        assertThat(add("again", "1.0.0", "y")).isEqualTo(new Added.Clash(made));
        assertThat(releases.find("again", "1.0.0")).contains(made);
        assertThat(made.commit()).isNull();
        assertThat(made.notes()).isEqualTo("Notes");
    }

    @Test
    void of_two_uploads_at_once_one_makes_the_release() throws Exception {
        var start = new CountDownLatch(1);
        Callable<Added> upload = () -> {
            start.await();
            return add("race", "1.0.0", "x");
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Added>> uploads = List.of(
                    threads.submit(upload), threads.submit(upload), threads.submit(upload), threads.submit(upload));
            start.countDown();
            int created = 0;
            int same = 0;
            for (Future<Added> future : uploads) {
                switch (future.get()) {
                    case Added.Created _ -> created++;
                    case Added.Same _ -> same++;
                    case Added.Clash clash -> throw new AssertionError(clash);
                }
            }
            assertThat(created).isEqualTo(1);
            assertThat(same).isEqualTo(3);
        }
    }

    @Test
    void pages_go_from_the_newest_backwards() throws Exception {
        for (String version : List.of("1", "2", "10", "3")) {
            add("pages", version, "x");
        }

        assertThat(versions(releases.newestFirst("pages", 3, null))).containsExactly("3", "10", "2");
        assertThat(versions(releases.newestFirst("pages", 3, "2"))).containsExactly("1");
        assertThat(releases.newestFirst("unknown", 3, null)).isEmpty();
        assertThat(releases.applications()).contains("pages").doesNotContain("unknown");
    }

    @Test
    void manifest_and_pack_belong_to_the_release() throws Exception {
        add("bytes", "1", "x");
        Release release = releases.find("bytes", "1").orElseThrow();

        assertThat(releases.manifest(release).entries())
                .extracting(Manifest.Entry::path)
                .containsExactly("f");
        assertThat(release.entries()).isEqualTo(1);
        assertThat(release.unpackedBytes()).isEqualTo(1);
        try (InputStream pack = releases.pack(release)) {
            assertThat(pack.readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void what_is_refused_makes_no_release() {
        var notAnArchive = new ByteArrayInputStream(new byte[] {1, 2, 3});

        assertThatThrownBy(() -> releases.add("refused", meta("1"), notAnArchive))
                .isInstanceOf(ArtifactRefused.class);
        assertThat(releases.find("refused", "1")).isEmpty();
    }

    @Test
    void wrong_names_are_told_before_anything_is_read() {
        var untouched = new ByteArrayInputStream(new byte[10]);
        var meta = new NewRelease("../1", Release.Migrations.NONE, "a\nb", null, " ");

        assertThatThrownBy(() -> releases.add("a/b", meta, untouched))
                .isInstanceOfSatisfying(BadRelease.class, bad -> assertThat(bad.mistakes())
                        .extracting(Mistake::field)
                        .containsExactly("application", "version", "author", "commit"));
        assertThat(untouched.available()).isEqualTo(10);
    }

    private Added add(String application, String version, String contents) throws Exception {
        byte[] archive = new TarMaker().file("f", contents).tarGz();
        return releases.add(application, meta(version), new ByteArrayInputStream(archive));
    }

    private static NewRelease meta(String version) {
        return new NewRelease(version, Release.Migrations.NONE, null, "Notes", "ann");
    }

    private static List<String> versions(List<Release> releases) {
        return releases.stream().map(Release::version).toList();
    }
}
