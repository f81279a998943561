package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.LocalHelper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a node whose clock is wrong or jumps tells the truth about its jobs all the same.
 *
 * <p>Method: {@code date} is a program that answers nonsense and leaves a mark when it is asked; the times of all files
 * of a running job are moved far into the past and the future, as a jumping clock would leave them.
 */
class Row08NodeClockIsWrongTest {
    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void liveness_outcome_and_age_do_not_depend_on_it(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            Path date = helper.bin().resolve("date");
            Files.deleteIfExists(date);
            Files.writeString(date, "#!/bin/sh\necho asked >>~/asked\necho 4102444800\n");
            Files.setPosixFilePermissions(date, PosixFilePermissions.fromString("rwxr-xr-x"));
            helper.start("j", "echo $$ >~/pid; while [ ! -e ~/go ]; do sleep 0.05; done; exit 5", 0);
            helper.awaitFile("pid");

            for (String time : new String[] {"1970-01-02T00:00:00Z", "2099-01-01T00:00:00Z"}) {
                touchAll(helper.job("j"), Instant.parse(time));
                assertThat(helper.stat("j", 0)).contains("state=RUNNING");
            }
            String pid = Files.readString(helper.home().resolve("pid")).strip();
            assertThat(Long.parseLong(helper.verb("age " + pid, "").replaceAll("(?s).*ms=(\\d+).*", "$1")))
                    .isLessThan(LocalHelper.SOON.toMillis() * 10);
            Files.createFile(helper.home().resolve("go"));
            assertThat(helper.stat("j", 9000)).contains("state=DONE rc=5");
            helper.acknowledge("j");
            assertThat(helper.stat("j", 0)).contains("state=DONE rc=5");
            assertThat(helper.home().resolve("asked")).doesNotExist();
        }
    }

    private static void touchAll(Path folder, Instant time) throws Exception {
        try (var files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }
}
