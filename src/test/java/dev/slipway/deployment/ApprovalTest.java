package dev.slipway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a deployment that waits for approval makes of what it hears. */
class ApprovalTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private final List<Entry> journal = new ArrayList<>();

    @Test
    void waits_until_enough_people_said_yes_and_then_for_its_turn() {
        hears(queued(), asked("a", 2, null));
        assertThat(state().status()).isEqualTo(Status.WAITING_APPROVAL);
        assertThat(state().reason()).isEqualTo("It waits for 2 approvals of 2");

        hears(yes("lena"));
        assertThat(state().status()).isEqualTo(Status.WAITING_APPROVAL);
        assertThat(state().approved("a")).isFalse();

        hears(yes("jonas"));
        assertThat(state().status()).isEqualTo(Status.QUEUED);
        assertThat(state().approved("a")).isTrue();
        assertThat(state().approved("b")).as("something else").isFalse();
    }

    @Test
    void asked_about_something_else_it_counts_from_the_beginning_and_has_not_begun() {
        hears(queued(), asked("a", 1, null), yes("lena"), new Event.Owned("m1"));
        assertThat(state().status()).isEqualTo(Status.PREPARING);

        hears(asked("b", 1, "It changed"));

        assertThat(state().status()).isEqualTo(Status.WAITING_APPROVAL);
        assertThat(state().startedAt()).isNull();
        assertThat(state().reason()).isEqualTo("It changed. It waits for 1 approval");
        hears(yes("lena"));
        assertThat(state().status()).isEqualTo(Status.QUEUED);
    }

    @Test
    void hears_nothing_but_yes_no_and_never_mind_and_only_about_what_it_asks() {
        hears(queued(), asked("a", 1, null));
        var heard = EnumSet.noneOf(Choice.class);
        for (var choice : Choice.values()) {
            if (Hearing.objection(state(), choice, null, null) == null) {
                heard.add(choice);
            }
        }
        assertThat(heard).containsExactly(Choice.CANCEL, Choice.APPROVE, Choice.REFUSE);
        assertThat(Hearing.objection(state(), Choice.APPROVE, "a", null)).isNull();
        assertThat(Hearing.objection(state(), Choice.APPROVE, "b", null)).contains("look again");

        hears(yes("lena"));
        assertThat(Hearing.objection(state(), Choice.APPROVE, null, null)).isEqualTo("It does not wait for approval");
        assertThat(Hearing.objection(state(), Choice.REFUSE, null, null)).isEqualTo("It does not wait for approval");
    }

    @Test
    void four_eyes_are_two_people() {
        var asked = new Approval("a", 2, true, NOON, null, List.of(new Approval.Given("lena", NOON, null)));

        assertThat(asked.objection("mira", "mira").orElseThrow().forbidden()).isTrue();
        assertThat(asked.objection("mira", "lena").orElseThrow().forbidden()).isFalse();
        assertThat(asked.objection("mira", "jonas")).isEmpty();
        assertThat(new Approval("a", 1, false, NOON, null, List.of()).objection("mira", "mira"))
                .isEmpty();
    }

    private static Event queued() {
        return new Event.Queued(Kind.DEPLOY, "shop", "1.1", "mira", null, null);
    }

    private static Event asked(String subject, int required, @Nullable String again) {
        return new Event.ApprovalAsked(subject, required, true, NOON.plusSeconds(60), again);
    }

    private static Event yes(String by) {
        return new Event.Told(Choice.APPROVE, null, null, by, null);
    }

    private void hears(Event... events) {
        for (var event : events) {
            journal.add(new Entry(journal.size() + 1L, NOON, 0, event));
        }
    }

    private DeploymentState state() {
        return DeploymentState.of(journal);
    }
}
