package dev.slipway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.beans.XMLDecoder;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.TrustManager;
import net.schmizz.sshj.transport.verification.PromiscuousVerifier;
import org.junit.jupiter.api.Test;

/** What has opened other products of this kind to attackers, and has no use here. */
@AnalyzeClasses(packages = "dev.slipway", importOptions = ImportOption.DoNotIncludeTests.class)
class ForbiddenTest {
    /** Output that is not escaped, and script or style in the page, which the content policy would refuse anyway. */
    private static final Pattern INLINE =
            Pattern.compile("\\braw\\b|<style|\\sstyle\\s*=|\\son[a-z]+\\s*=|<script(?![^>]*\\ssrc=)|javascript:");

    @ArchTest
    static final ArchRule any_host_key_is_never_good_enough =
            noClasses().should().dependOnClassesThat().areAssignableTo(PromiscuousVerifier.class);

    @ArchTest
    static final ArchRule certificates_are_judged_by_the_platform =
            noClasses().should().beAssignableTo(TrustManager.class).orShould().beAssignableTo(HostnameVerifier.class);

    @ArchTest
    static final ArchRule objects_are_not_read_from_bytes = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(XMLDecoder.class);

    @ArchTest
    static final ArchRule chance_cannot_be_guessed = noClasses()
            .should()
            .callConstructor(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule programs_are_started_for_the_own_database_the_demo_and_the_operator_s_balancer_only =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.slipway", "dev.slipway.demo..", "dev.slipway.balancer.command..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(ProcessBuilder.class)
                    .orShould()
                    .callMethod(Runtime.class, "exec", String.class)
                    .orShould()
                    .callMethod(Runtime.class, "exec", String[].class);

    @ArchTest
    static final ArchRule what_goes_into_sql_is_a_parameter = noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway")
            .and()
            .haveSimpleNameNotEndingWith("Announcements") // LISTEN takes no parameter, and gets a constant
            .should()
            .callMethod(Connection.class, "createStatement");

    @Test
    void templates_escape_everything_and_hold_no_script_or_style() throws IOException {
        var folder = Path.of(System.getProperty("slipway.project", "."), "ui/templates");
        try (var all = Files.walk(folder)) {
            var templates = all.filter(Files::isRegularFile).toList();
            assertThat(templates).hasSizeGreaterThan(5);
            for (var template : templates) {
                assertThat(INLINE.matcher(Files.readString(template)).results().map(found -> found.group()))
                        .as(folder.relativize(template).toString())
                        .isEmpty();
            }
        }
    }
}
