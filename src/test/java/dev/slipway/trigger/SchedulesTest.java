package dev.slipway.trigger;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.audit.Audit;
import dev.slipway.engine.Deployments;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.History;
import dev.slipway.history.Sql;
import dev.slipway.release.Releases;
import dev.slipway.trigger.Firing.State;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the newest release is brought once at each time of the rule, whatever number of instances looks; what is not
 * brought is told. Method: instances beside that of the application on its database, each told that it is a moment half
 * a year from now, which the application itself does not see come.
 */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // injected fields
class SchedulesTest {
    private static final int INSTANCES = 4;
    /** Once a year, and not soon. */
    private static final Instant DUE = due();

    @Inject
    Sql sql;

    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @Inject
    History history;

    @Inject
    Deployments deployments;

    @Inject
    Audit audit;

    private final List<String> names = new ArrayList<>();

    @AfterEach
    void no_rule_is_left() {
        names.forEach(name -> Hooks.fleet(name, 1, ""));
    }

    @Test
    void of_several_instances_one_brings_it() throws Exception {
        fleet("by-clock", "", "1", "2");
        var barrier = new CyclicBarrier(INSTANCES);
        try (var threads = Executors.newFixedThreadPool(INSTANCES)) {
            var looks = new ArrayList<Future<Void>>();
            for (var i = 0; i < INSTANCES; i++) {
                Callable<Void> look = () -> {
                    var instance = instance();
                    for (var second = 0; second < 5; second++) {
                        barrier.await();
                        instance.look(DUE.plusSeconds(second));
                    }
                    return null;
                };
                looks.add(threads.submit(look));
            }
            for (var look : looks) {
                look.get();
            }
        }
        var firing = only("by-clock");
        assertThat(firing.state()).isEqualTo(State.DEPLOYED);
        assertThat(firing.at()).isEqualTo(DUE);
        assertThat(firing.verdict()).isEqualTo("release 2, deployment #" + firing.deployment());
        assertThat(begun("by-clock")).isEqualTo(1);
        assertThat(told("by-clock")).hasSize(1).first().asString().contains("release 2");
        given().get("/api/v1/deployments/" + firing.deployment())
                .then()
                .body("startedBy", org.hamcrest.Matchers.equalTo("schedule:" + cron() + " UTC"));
    }

    @Test
    void one_that_died_before_it_wrote_that_down_is_followed_by_one_that_begins_nothing_more() throws Exception {
        fleet("by-clock-died", "", "1");
        instance().look(DUE);
        var first = only("by-clock-died").deployment();
        sql.<Integer, RuntimeException>transaction(
                c -> Sql.update(c, "delete from schedule_firing where fleet = 'by-clock-died'"));
        sql.<Integer, RuntimeException>transaction(
                c -> Sql.update(c, "update schedule_rule set done_until = now() where fleet = 'by-clock-died'"));
        instance().look(DUE.plusSeconds(30));
        assertThat(only("by-clock-died").deployment()).isEqualTo(first);
        assertThat(begun("by-clock-died")).isEqualTo(1);
    }

    @Test
    void what_is_live_or_on_its_way_is_not_brought_again_and_that_is_told() throws Exception {
        fleet("by-clock-live", "", "1");
        live("by-clock-live", "1", "succeeded");
        instance().look(DUE);
        assertThat(only("by-clock-live").state()).isEqualTo(State.NOTHING);
        assertThat(only("by-clock-live").verdict()).isEqualTo("the newest release 1 is live");

        fleet("by-clock-waits", "windows: [{open: \"0 3 15 %d *\", for: 1h, zone: UTC}]".formatted(closed()), "1");
        instance().look(DUE);
        var waits = only("by-clock-waits");
        assertThat(waits.state()).isEqualTo(State.DEPLOYED);
        assertThat(waits.verdict()).contains(", which waits for its window: ");
        instance().look(DUE.atOffset(java.time.ZoneOffset.UTC).plusYears(1).toInstant());
        assertThat(all("by-clock-waits").getFirst().verdict())
                .isEqualTo("the newest release 1 is on its way as #" + waits.deployment());
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/deployments/" + waits.deployment() + "/cancel");
    }

    @Test
    void after_a_rollback_it_is_refused() throws Exception {
        fleet("by-clock-back", "", "1");
        live("by-clock-back", "1", "rolled_back");
        instance().look(DUE);
        assertThat(only("by-clock-back").state()).isEqualTo(State.REFUSED);
        assertThat(only("by-clock-back").verdict()).contains("went back by itself");
        assertThat(begun("by-clock-back")).isEqualTo(1);
    }

    @Test
    void what_no_instance_saw_for_a_quarter_of_an_hour_is_told_and_left_out() throws Exception {
        fleet("by-clock-late", "", "1");
        instance().look(DUE.minusSeconds(1));
        assertThat(all("by-clock-late")).isEmpty();
        instance().look(DUE.plus(Duration.ofMinutes(15)).plusSeconds(1));
        assertThat(only("by-clock-late").state()).isEqualTo(State.MISSED);
        assertThat(begun("by-clock-late")).isZero();
        assertThat(told("by-clock-late")).hasSize(1).first().asString().contains("no instance ran");

        instance()
                .look(DUE.atOffset(java.time.ZoneOffset.UTC)
                        .plusYears(3)
                        .toInstant()
                        .plus(Duration.ofMinutes(15)));
        assertThat(all("by-clock-late").getFirst().state()).isEqualTo(State.DEPLOYED);
        assertThat(all("by-clock-late").getFirst().verdict()).contains("; 2 before it");
    }

    @Test
    void a_rule_that_comes_back_does_not_answer_for_the_time_it_was_away() throws Exception {
        fleet("by-clock-again", "", "1");
        instance().look(DUE.minusSeconds(60));
        Hooks.fleet("by-clock-again", 1, "");
        instance().look(DUE.plusSeconds(30));
        Hooks.fleet("by-clock-again", 1, rule());
        instance().look(DUE.plusSeconds(60));
        assertThat(all("by-clock-again")).isEmpty();
    }

    private Schedules instance() {
        return new Schedules(sql, fleets, releases, history, deployments, audit);
    }

    /** Its node is nobody's, so what begins fails at once. */
    private void fleet(String name, String more, String... versions) throws Exception {
        names.add(name);
        Hooks.fleet(name, 1, rule() + "\n" + more);
        for (var version : versions) {
            given().multiPart("version", version)
                    .multiPart("artifact", "app.tar.gz", Hooks.ARTIFACT)
                    .post("/api/v1/applications/" + name + "/releases")
                    .then()
                    .statusCode(201);
        }
        instance().look(DUE.minusSeconds(90)); // seen for the first time
    }

    private static String rule() {
        return "triggers: {schedule: {cron: \"" + cron() + "\", zone: UTC}}";
    }

    private static Instant due() {
        var month = Instant.now().atOffset(java.time.ZoneOffset.UTC).plusMonths(6);
        return month.withDayOfMonth(15)
                .withHour(3)
                .withMinute(0)
                .truncatedTo(java.time.temporal.ChronoUnit.MINUTES)
                .toInstant();
    }

    private static String cron() {
        return "0 3 15 " + DUE.atOffset(java.time.ZoneOffset.UTC).getMonthValue() + " *";
    }

    /** A month far from today. */
    private static int closed() {
        return DUE.atOffset(java.time.ZoneOffset.UTC).getMonthValue();
    }

    private void live(String fleet, String release, String status) throws Exception {
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(
                c,
                "insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, finished_at)"
                        + " values (?, 'deploy', ?, ?, 'test', now(), now(), now())",
                fleet,
                release,
                status));
    }

    private List<Firing> all(String fleet) throws Exception {
        return instance().newestFirst(fleet, 10);
    }

    private Firing only(String fleet) throws Exception {
        assertThat(all(fleet)).hasSize(1);
        return all(fleet).getFirst();
    }

    private long begun(String fleet) throws Exception {
        return sql.<Long, RuntimeException>transaction(
                c -> Sql.number(c, "select count(*) from deployment where fleet = ?", fleet));
    }

    private List<String> told(String fleet) throws Exception {
        return sql.<List<String>, RuntimeException>transaction(c -> Sql.list(
                c,
                row -> row.getString(1),
                "select detail from audit where action = 'schedule.fire' and subject = ?",
                "fleet:" + fleet));
    }
}
