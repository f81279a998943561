package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.access.Grant;
import dev.slipway.access.ReachableProfile;
import dev.slipway.access.Role;
import dev.slipway.access.Tokens;
import dev.slipway.access.Visitors;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 47 of the fault matrix: an approval that arrives twice counts once, one after the deadline or by the author
 * counts never, and whatever comes at the same moment, a deployment has one end.
 *
 * <p>Method: the whole application with people who signed in, tokens, and the clock that ends what nobody approves. The
 * nodes do not answer: that a deployment began shows in its having failed there.
 */
@QuarkusTest
@TestProfile(ReachableProfile.class)
@NullUnmarked // injected fields
class Row47ApprovalTest {
    private static final int AT_ONCE = 12;
    private static final int ROUNDS = 25;

    @Inject
    Visitors visitors;

    @Inject
    Tokens tokens;

    @Inject
    ApprovalFleet fleet;

    private String author;
    private String lena;
    private String jonas;

    @BeforeEach
    void people() {
        author = Visitors.signIn(visitors.person(Grant.everywhere(Role.DEPLOYER), Grant.everywhere(Role.APPROVER)));
        lena = Visitors.signIn(visitors.person(Grant.everywhere(Role.APPROVER)));
        jonas = Visitors.signIn(visitors.person(Grant.everywhere(Role.APPROVER)));
    }

    @Test
    void waits_without_anything_being_touched_and_begins_with_the_last_yes() throws Exception {
        fleet.put("untouched", "{required: 2}");
        var number = fleet.deploy("untouched", author);

        assertThat(fleet.get(number, "status")).isEqualTo("waiting_approval");
        assertThat(fleet.get(number, "statusReason")).isEqualTo("It waits for 2 approvals of 2");
        assertThat(fleet.count("select epoch from fleet_epoch where fleet = 'untouched'"))
                .isZero();
        assertThat(fleet.count("select count(*) from scheduled_tasks where task_instance = '" + number + "'"))
                .isZero();

        assertThat(say(number, lena, "approve", "\"reason\": \"read it all\"").statusCode())
                .isEqualTo(202);
        assertThat(fleet.get(number, "statusReason")).isEqualTo("It waits for 1 approval of 2");
        assertThat(fleet.get(number, "approval.given[0].reason")).isEqualTo("read it all");
        assertThat(say(number, jonas, "approve", "").statusCode()).isEqualTo(202);

        fleet.began(number);
        assertThat(fleet.count("select count(*) from audit where action = 'deployment.approve' and subject ="
                        + " 'deployment:" + number + "'"))
                .isEqualTo(2);
    }

    @Test
    void the_author_a_program_and_whoever_lacks_the_role_are_no_second_pair_of_eyes() throws Exception {
        fleet.put("eyes", "{required: 1}");
        var number = fleet.deploy("eyes", author);
        var deployer = Visitors.signIn(visitors.person(Grant.everywhere(Role.DEPLOYER)));
        var elsewhere =
                Visitors.signIn(visitors.person(new Grant(Role.APPROVER, "others"), new Grant(Role.VIEWER, "eyes")));

        var own = say(number, author, "approve", "");
        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(own.jsonPath().getString("detail")).contains("You asked for this deployment yourself");
        assertThat(say(number, deployer, "approve", "").jsonPath().getString("role"))
                .isEqualTo("approver");
        assertThat(say(number, elsewhere, "approve", "").statusCode()).isEqualTo(403);
        var program = tokens.make(new Tokens.Wish("ci", Role.APPROVER, List.of(), Duration.ofDays(1)), "test");
        var byToken = given().header("Authorization", "Bearer " + program.text())
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/deployments/" + number + "/approve");
        assertThat(byToken.statusCode()).isEqualTo(403);
        assertThat(byToken.jsonPath().getString("type")).endsWith("person-needed");

        assertThat(fleet.get(number, "status")).isEqualTo("waiting_approval");
        assertThat(fleet.get(number, "approval.given.size()")).isEqualTo("0");
        assertThat(fleet.count("select count(*) from audit where action = 'access.refused' and subject ="
                        + " 'deployment:" + number + "'"))
                .isEqualTo(1);
        assertThat(say(number, lena, "approve", "").statusCode()).isEqualTo(202);
        fleet.began(number);
    }

    @Test
    void the_author_may_where_the_fleet_says_so_and_what_a_program_asked_for_anybody_with_the_role() throws Exception {
        fleet.put("alone", "{fourEyes: false}");
        var own = fleet.deploy("alone", author);
        assertThat(say(own, author, "approve", "").statusCode()).isEqualTo(202);
        fleet.began(own);

        fleet.put("eyes", "{required: 1}");
        var asked = fleet.deployByToken("eyes");
        assertThat(say(asked, author, "approve", "").statusCode()).isEqualTo(202);
        fleet.began(asked);
    }

    @Test
    void the_same_yes_many_times_at_once_counts_once() throws Exception {
        fleet.put("eyes", "{required: 3}");
        var number = fleet.deploy("eyes", author);

        var codes = new ArrayList<Callable<Integer>>();
        for (var i = 0; i < AT_ONCE; i++) {
            codes.add(call(number, lena, "approve"));
            codes.add(call(number, jonas, "approve"));
        }
        List<Integer> answers = atOnce(codes);

        assertThat(answers.stream().filter(code -> code == 202)).hasSize(2);
        assertThat(answers.stream().filter(code -> code == 409)).hasSize(2 * AT_ONCE - 2);
        assertThat(fleet.get(number, "approval.given.size()")).isEqualTo("2");
        assertThat(fleet.get(number, "status")).isEqualTo("waiting_approval");
        assertThat(say(number, author, "cancel", "").statusCode()).isEqualTo(202);
    }

    @Test
    void ends_by_itself_when_its_time_runs_out_and_hears_nothing_afterwards() throws Exception {
        fleet.put("eyes", "{required: 2, expires: 1s}");
        var number = fleet.deploy("eyes", author);

        fleet.over(number);

        assertThat(fleet.get(number, "status")).isEqualTo("cancelled");
        assertThat(fleet.get(number, "statusReason")).isEqualTo("approval ran out: 0 of 2 came in time");
        assertThat(fleet.get(number, "startedAt")).isEqualTo("null");
        assertThat(say(number, lena, "approve", "").statusCode()).isEqualTo(409);
        assertThat(say(number, lena, "refuse", "").statusCode()).isEqualTo(409);
    }

    @Test
    void a_yes_in_the_last_millisecond_and_the_end_of_the_time_make_one_end() throws Exception {
        fleet.put("eyes", "{required: 1}");
        for (var round = 0; round < ROUNDS; round++) {
            var number = fleet.deploy("eyes", author);
            var millis = ThreadLocalRandom.current().nextInt(120);
            fleet.sql("update deployment set approve_until = clock_timestamp() + interval '" + millis
                    + " milliseconds' where number = " + number);

            var yes = call(number, lena, "approve");
            var answers = atOnce(List.of(yes, call(number, jonas, "refuse")));

            fleet.over(number);
            var accepted = answers.stream().filter(code -> code == 202).count();
            var ends = fleet.count(
                    "select count(*) from journal where deployment = " + number + " and event ->> 'is' = 'finished'");
            assertThat(ends).as("round %d", round).isEqualTo(1);
            assertThat(accepted).as("round %d: %s", round, answers).isLessThanOrEqualTo(1);
            var reason = fleet.get(number, "statusReason");
            assertThat(reason.startsWith("approval ran out"))
                    .as("round %d: %s, %s", round, answers, reason)
                    .isEqualTo(accepted == 0);
            assertThat(!fleet.get(number, "startedAt").equals("null"))
                    .as("round %d: began", round)
                    .isEqualTo(answers.getFirst() == 202);
        }
    }

    @Test
    void a_yes_needs_a_fresh_proof_of_who_says_it_and_a_no_does_not() throws Exception {
        fleet.put("eyes", "{required: 1}");
        var number = fleet.deploy("eyes", author);
        fleet.sql("update session set proved_at = now() - interval '1 hour'");

        var stale = say(number, lena, "approve", "");
        assertThat(stale.statusCode()).isEqualTo(403);
        assertThat(stale.jsonPath().getString("type")).endsWith("prove-again");
        assertThat(fleet.get(number, "status")).isEqualTo("waiting_approval");

        assertThat(say(number, lena, "refuse", "\"reason\": \"not on a Friday\"")
                        .statusCode())
                .isEqualTo(202);
        assertThat(fleet.get(number, "status")).isEqualTo("cancelled");
        assertThat(fleet.get(number, "statusReason")).startsWith("refused by ").endsWith(": not on a Friday");
        assertThat(say(number, jonas, "refuse", "").statusCode()).isEqualTo(409);
    }

    private static Response say(long number, String session, String word, String fields) {
        return Visitors.with(session)
                .contentType("application/json")
                .body("{" + fields + "}")
                .post("/api/v1/deployments/" + number + "/" + word);
    }

    private static Callable<Integer> call(long number, String session, String word) {
        return () -> say(number, session, word, "").statusCode();
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        var go = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            var asked = new ArrayList<Future<T>>();
            for (var call : calls) {
                asked.add(threads.submit(() -> {
                    go.await();
                    return call.call();
                }));
            }
            go.countDown();
            var answers = new ArrayList<T>();
            for (var answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
