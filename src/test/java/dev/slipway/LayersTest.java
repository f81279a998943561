package dev.slipway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may know whom: one rule for each line of the package table in the README, and the few rules beside it.
 *
 * <p>A package that has no line here is a violation itself, so a new one cannot slip in. Subpackages belong to the
 * package above them: {@code engine.step} is {@code engine}.
 */
@AnalyzeClasses(packages = "dev.slipway", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String ROOT = "dev.slipway";
    private static final String[] PACKAGES = {
        "audit",
        "secret",
        "outside",
        "aws",
        "fleet",
        "access",
        "release",
        "pipeline",
        "deployment",
        "node",
        "balancer",
        "health",
        "history",
        "discovery",
        "engine",
        "notice",
        "doctor",
        "trigger",
        "api",
        "dashboard",
        "demo"
    };

    @ArchTest
    static final ArchRule every_package_has_a_line_here = classes().should().resideInAnyPackage(withRoot(PACKAGES));

    @ArchTest
    static final ArchRule audit_imports_nothing = only("audit");

    @ArchTest
    static final ArchRule secret_imports_nothing = only("secret");

    @ArchTest
    static final ArchRule outside_imports = only("outside", "secret");

    @ArchTest
    static final ArchRule fleet_imports = only("fleet", "audit", "secret");

    @ArchTest
    static final ArchRule access_imports = only("access", "audit", "secret", "outside", "fleet");

    @ArchTest
    static final ArchRule release_imports = only("release", "audit", "secret", "outside", "fleet");

    @ArchTest
    static final ArchRule pipeline_imports = only("pipeline", "audit", "secret", "fleet");

    @ArchTest
    static final ArchRule deployment_imports = only("deployment", "audit", "secret", "fleet", "release", "pipeline");

    @ArchTest
    static final ArchRule node_imports = only("node", "audit", "secret", "fleet", "release");

    @ArchTest
    static final ArchRule balancer_imports = only("balancer", "audit", "secret", "aws", "fleet", "node", "deployment");

    @ArchTest
    static final ArchRule health_imports = only("health", "audit", "secret", "fleet", "node");

    @ArchTest
    static final ArchRule history_imports = only("history", "audit", "secret", "deployment", "release", "fleet");

    @ArchTest
    static final ArchRule aws_imports = only("aws", "fleet");

    @ArchTest
    static final ArchRule discovery_imports =
            only("discovery", "audit", "secret", "aws", "fleet", "node", "balancer", "history");

    @ArchTest
    static final ArchRule engine_imports = only(
            "engine",
            "audit",
            "secret",
            "fleet",
            "release",
            "pipeline",
            "deployment",
            "node",
            "balancer",
            "health",
            "history");

    @ArchTest
    static final ArchRule notice_imports =
            only("notice", "audit", "secret", "outside", "history", "deployment", "fleet");

    @ArchTest
    static final ArchRule doctor_imports = only("doctor", "audit", "secret", "fleet", "node", "balancer", "health");

    @ArchTest
    static final ArchRule trigger_imports = only(
            "trigger", "audit", "secret", "outside", "engine", "history", "deployment", "fleet", "release", "access");

    @ArchTest
    static final ArchRule nobody_imports_the_api_but_the_demo = nobodyImports("api", "demo");

    @ArchTest
    static final ArchRule nobody_imports_the_dashboard_but_the_demo = nobodyImports("dashboard", "demo");

    @ArchTest
    static final ArchRule nobody_imports_the_demo = nobodyImports("demo");

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule balancer_drivers_do_not_know_each_other = slices().matching(ROOT + ".balancer.(*)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    /** Listed by what it may use, because what it must not use (network, files, clock, CDI) has no end. */
    @ArchTest
    static final ArchRule deployment_is_pure = classes()
            .that()
            .resideInAPackage(in("deployment"))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            in("deployment"),
                            in("fleet"),
                            in("release"),
                            in("pipeline"),
                            in("audit"),
                            in("secret"),
                            "java.lang",
                            "java.lang.invoke",
                            "java.lang.runtime",
                            "java.math",
                            "java.time..",
                            "java.util",
                            "java.util.function",
                            "java.util.regex",
                            "java.util.stream",
                            "org.jspecify.annotations")
                    .or(describe("arrays of primitives", JavaClass::isPrimitive)))
            .andShould()
            .onlyDependOnClassesThat(describe("are neither a clock, chance, a thread nor a process", it -> !Set.of(
                            "java.lang.Process",
                            "java.lang.ProcessBuilder",
                            "java.lang.Runtime",
                            "java.lang.System",
                            "java.lang.Thread",
                            "java.time.Clock",
                            "java.time.InstantSource",
                            "java.util.Random",
                            "java.util.ServiceLoader",
                            "java.util.Timer")
                    .contains(it.getName())));

    @ArchTest
    static final ArchRule sshj_is_known_only_to_node_sshj = noClasses()
            .that()
            .resideOutsideOfPackage(in("node.sshj"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.schmizz..", "com.hierynomus..");

    /**
     * Another client would follow a stranger's address into our own network. The provider of single sign-on is named by
     * the operator, as balancers are, and often is inside.
     */
    @ArchTest
    static final ArchRule web_addresses_are_reached_through_outside_alone = noClasses()
            .that(not(resideInAnyPackage(in("outside"), in("demo"), in("health"), in("balancer"), in("access.sso"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "java.net.http..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.HttpURLConnection")
            .orShould()
            .callMethod(java.net.URL.class, "openConnection")
            .orShould()
            .callMethod(java.net.URL.class, "openStream");

    @ArchTest
    static final ArchRule the_aws_sdk_is_known_only_where_aws_is_asked = noClasses()
            .that()
            .resideOutsideOfPackages(in("aws"), in("balancer.elbv2"), in("discovery.aws"), in("release.source"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule entities_stay_in_their_package_and_end_in_row = classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .bePackagePrivate()
            .andShould()
            .haveSimpleNameEndingWith("Row")
            .allowEmptyShould(true);

    /** {@code System.nanoTime()} stays free: it measures a deadline and says nothing about the time of day. */
    @ArchTest
    static final ArchRule clock_and_chance_are_injected = noClasses()
            .that(not(resideInAnyPackage(ROOT, in("demo"))))
            .should()
            .accessTargetWhere(describe("reads the clock or makes randomness", LayersTest::readsClockOrChance));

    @ArchTest
    static final ArchRule dependencies_come_through_constructors = fields().should()
            .notBeAnnotatedWith("jakarta.inject.Inject")
            .andShould()
            .notBeAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty");

    @ArchTest
    static final ArchRule names_say_the_thing =
            noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)(\\$.*)?");

    @ArchTest
    static final ArchRule packages_are_named_after_features = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..model..", "..dto..", "..service..", "..impl..");

    private static ArchRule only(String name, String... mayImport) {
        DescribedPredicate<JavaClass> allowed = not(resideInAPackage(ROOT + ".."))
                .or(resideInAnyPackage(Stream.concat(Stream.of(name), Stream.of(mayImport))
                        .map(LayersTest::in)
                        .toArray(String[]::new)));
        String who = mayImport.length == 0 ? "nothing of ours" : String.join(", ", mayImport);
        return classes()
                .that()
                .resideInAPackage(in(name))
                .should()
                .onlyDependOnClassesThat(allowed)
                .as(name + " imports " + who)
                .allowEmptyShould(true); // a package may be empty until its feature comes
    }

    private static ArchRule nobodyImports(String name, String... but) {
        String[] free = Stream.concat(Stream.of(name), Stream.of(but))
                .map(LayersTest::in)
                .toArray(String[]::new);
        return noClasses()
                .that(not(resideInAnyPackage(free)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in(name));
    }

    private static boolean readsClockOrChance(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String member = access.getName();
        boolean noArguments = access.getTarget().getFullName().endsWith("()");
        return switch (owner) {
            case "java.lang.System" -> member.equals("currentTimeMillis");
            case "java.lang.Math" -> member.equals("random");
            case "java.time.Clock", "java.time.InstantSource" ->
                member.startsWith("system") || member.startsWith("tick");
            case "java.util.UUID" -> member.equals("randomUUID");
            case "java.util.Date" -> member.equals("<init>") && noArguments;
            case "java.util.Calendar" -> member.equals("getInstance");
            case "java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom" ->
                member.equals("<init>") || member.startsWith("getInstance");
            case "java.util.concurrent.ThreadLocalRandom" -> member.equals("current");
            case "java.util.random.RandomGenerator" -> member.equals("getDefault") || member.equals("of");
            default -> owner.startsWith("java.time.") && member.equals("now");
        };
    }

    private static String in(String name) {
        return ROOT + "." + name + "..";
    }

    private static String[] withRoot(String... names) {
        return Stream.concat(Stream.of(ROOT), Stream.of(names).map(LayersTest::in))
                .toArray(String[]::new);
    }
}
