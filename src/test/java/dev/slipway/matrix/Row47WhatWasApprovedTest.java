package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.access.Grant;
import dev.slipway.access.ReachableProfile;
import dev.slipway.access.Role;
import dev.slipway.access.Visitors;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 47 of the fault matrix, seen from the other side: what was approved is what runs, nothing new comes in by
 * another door, and what waits for approval keeps nobody waiting.
 *
 * <p>Method: the whole application; documents change while deployments wait, and while they are queued behind one whose
 * node takes connections and says nothing.
 */
@QuarkusTest
@TestProfile(ReachableProfile.class)
@NullUnmarked // injected fields
class Row47WhatWasApprovedTest {
    @Inject
    Visitors visitors;

    @Inject
    ApprovalFleet fleet;

    private String author;
    private String lena;
    private String jonas;

    @BeforeEach
    void people() {
        author = Visitors.signIn(visitors.person(Grant.everywhere(Role.DEPLOYER)));
        lena = Visitors.signIn(visitors.person(Grant.everywhere(Role.APPROVER)));
        jonas = Visitors.signIn(visitors.person(Grant.everywhere(Role.APPROVER)));
    }

    @Test
    void a_document_that_changes_while_it_waits_makes_every_yes_void() throws Exception {
        fleet.put("moved", "{required: 2}");
        var number = fleet.deploy("moved", author);
        var seen = fleet.get(number, "approval.subject");
        assertThat(say(number, lena, "approve", seen)).isEqualTo(202);

        fleet.put("moved", "{required: 2}", 1, 7);

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        fleet.get(number, "approval.again"))
                .contains("has changed"));
        assertThat(fleet.get(number, "approval.given.size()")).isEqualTo("0");
        assertThat(say(number, jonas, "approve", seen))
                .as("to what was there before")
                .isEqualTo(409);
        var now = fleet.get(number, "approval.subject");
        assertThat(say(number, lena, "approve", now)).isEqualTo(202);
        assertThat(say(number, jonas, "approve", now)).isEqualTo(202);
        fleet.began(number);
    }

    @Test
    void a_document_that_changes_in_the_queue_sends_it_back_to_be_approved_again() throws Exception {
        try (var node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fleet.put("queue", "{required: 1}", node.getLocalPort(), 5);
            var first = fleet.deploy("queue", author);
            assertThat(say(first, lena, "approve", "")).isEqualTo(202);
            var connection = node.accept(); // it has begun
            var second = fleet.deploy("queue", author);
            assertThat(say(second, lena, "approve", "")).isEqualTo(202);
            assertThat(fleet.get(second, "status")).isEqualTo("queued");

            fleet.put("queue", "{required: 1}", node.getLocalPort(), 7);
            connection.close();
            Thread.startVirtualThread(() -> hangUp(node)); // from now on each fails

            fleet.over(first);
            fleet.becomes(second, "waiting_approval");
            assertThat(fleet.get(second, "approval.given.size()")).isEqualTo("0");
            assertThat(fleet.get(second, "startedAt")).isEqualTo("null");
            assertThat(say(second, jonas, "approve", "")).isEqualTo(202);
            fleet.began(second);
        }
    }

    @Test
    void a_fleet_that_asks_for_approval_only_now_also_asks_for_what_is_queued() throws Exception {
        try (var node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fleet.put("late", "{kinds: [restart]}", node.getLocalPort(), 5);
            fleet.wasLive("late", "1");
            var first = fleet.deploy("late", author);
            var connection = node.accept();
            var second = fleet.deploy("late", author);

            fleet.put("late", "{kinds: [deploy]}", node.getLocalPort(), 5);
            connection.close();
            Thread.startVirtualThread(() -> hangUp(node)); // from now on each fails

            fleet.over(first);
            fleet.becomes(second, "waiting_approval");
            assertThat(say(second, lena, "refuse", "")).isEqualTo(202);
            assertThat(fleet.get(second, "status")).isEqualTo("cancelled");
        }
    }

    @Test
    void going_back_is_quick_and_no_way_in_for_what_was_never_live() throws Exception {
        fleet.put("back", "{required: 1}");
        fleet.wasLive("back", "1");
        var waits = fleet.deploy("back", author);

        var back = fleet.rollBack("back", author, "1");
        fleet.began(back);
        var sneaked = fleet.rollBack("back", author, "2");

        assertThat(fleet.get(waits, "status")).isEqualTo("waiting_approval");
        assertThat(fleet.get(sneaked, "status")).isEqualTo("waiting_approval");
        assertThat(say(sneaked, author, "cancel", "")).isEqualTo(202);
        assertThat(fleet.get(sneaked, "statusReason")).contains("while it waited for approval");
        assertThat(say(waits, author, "cancel", "")).isEqualTo(202);
        assertThat(fleet.count("select count(*) from journal where deployment in (" + waits + ", " + sneaked
                        + ") and event ->> 'is' = 'owned'"))
                .isZero();
    }

    private static void hangUp(ServerSocket node) {
        while (true) {
            try {
                node.accept().close();
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    private static int say(long number, String session, String word, String question) {
        var body = question.isEmpty() ? "{}" : "{\"question\": \"" + question + "\"}";
        return Visitors.with(session)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/deployments/" + number + "/" + word)
                .statusCode();
    }
}
