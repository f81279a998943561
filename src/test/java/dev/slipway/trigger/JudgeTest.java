package dev.slipway.trigger;

import static dev.slipway.trigger.Payloads.BEFORE;
import static dev.slipway.trigger.Payloads.SHA;
import static dev.slipway.trigger.Payloads.with;
import static dev.slipway.trigger.Payloads.without;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.fleet.ReadTriggers;
import dev.slipway.trigger.Message.Unreadable;
import org.junit.jupiter.api.Test;

/**
 * Goal: only what the rules say is deployed, and the verdict tells a person why not. Method: messages in GitHub's
 * shape, each with one thing changed; among them the odd ones that GitHub's own examples have.
 */
class JudgeTest {
    private static final String RUN =
            "{on: workflow_run, repository: acme/shop, branch: main, workflow: build.yml, release: {from: git}}";
    private static final String RELEASE =
            "{on: release, repository: acme/shop, tag: \"v*\", release: {from: release-asset, asset: \"shop-*.tar.gz\"}}";
    private static final String PUSH = "{on: push, repository: acme/shop, branch: main, release: {from: git}}";
    private static final String TAGS = "{on: push, repository: acme/shop, tag: \"v*\", release: {from: git}}";
    private static final String DEPLOYMENT =
            "{on: deployment, repository: acme/shop, environment: production, release: {from: git}}";

    @Test
    void a_run_that_ended_well_is_deployed() {
        var wanted = wanted(RUN, "workflow_run", Payloads.run());

        assertThat(wanted.by()).isEqualTo("github:acme/shop#1873");
        assertThat(wanted.reason()).isEqualTo("Faster search (mira)");
        assertThat(wanted.commit()).isEqualTo(SHA);
        assertThat(wanted.run()).isEqualTo(5000000001L);
        assertThat(Bringing.version(wanted)).isEqualTo("1873-9d2f0a6");
        assertThat(wanted.place().line()).isEqualTo("workflow_run:4711:77:main");
        assertThat(Bringing.version(wanted(RUN, "workflow_run", with(Payloads.run(), "workflow_run/run_attempt", "2"))))
                .isEqualTo("1873.2-9d2f0a6");
    }

    @Test
    void a_run_that_did_not_end_well_is_not() {
        var run = Payloads.run();
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/conclusion", "\"failure\"")))
                .isEqualTo("conclusion is `failure`, not `success`");
        assertThat(ignored(RUN, "workflow_run", with(run, "action", "\"requested\"")))
                .isEqualTo("action is `requested`, rule wants `completed`");
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/conclusion", "\"action_required\"")))
                .contains("action_required");
    }

    /** One of GitHub's own examples: completed by its action, still queued, without conclusion and path. */
    @Test
    void a_run_that_is_completed_and_queued_at_once_is_not() {
        var odd = without(
                with(with(Payloads.run(), "workflow_run/conclusion", "null"), "workflow_run/status", "\"queued\""),
                "workflow_run/path");
        assertThat(ignored(RUN, "workflow_run", odd))
                .isEqualTo("the run has no conclusion yet, its status is `queued`");
        assertThat(ignored(RUN, "workflow_run", with(Payloads.run(), "workflow_run/status", "\"queued\"")))
                .isEqualTo("status is `queued`, not `completed`");
    }

    @Test
    void a_run_of_another_branch_workflow_event_or_repository_is_not() {
        var run = Payloads.run();
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/head_branch", "\"dev\"")))
                .isEqualTo("branch is `dev`, rule wants `main`");
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/head_branch", "null")))
                .isEqualTo("the run has no branch");
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/path", "\".github/workflows/lint.yml\"")))
                .isEqualTo("workflow is `lint.yml`, rule wants `build.yml`");
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/event", "\"pull_request\"")))
                .isEqualTo("the run was begun by `pull_request`, rule wants `push`");
        assertThat(ignored(RUN, "workflow_run", with(run, "repository/full_name", "\"acme/shop2\"")))
                .isEqualTo("repository is `acme/shop2`, rule wants `acme/shop`");
    }

    @Test
    void a_run_of_a_fork_is_not_whatever_it_is_called() {
        var run = Payloads.run();
        var why = "the run is of a fork, ";
        assertThat(ignored(
                        RUN,
                        "workflow_run",
                        with(run, "workflow_run/head_repository", "{\"id\": 9, \"full_name\": \"evil/shop\"}")))
                .isEqualTo(why + "`evil/shop`");
        assertThat(ignored(
                        RUN,
                        "workflow_run",
                        with(run, "workflow_run/head_repository", "{\"id\": 9, \"full_name\": \"acme/shop\"}")))
                .startsWith(why);
        assertThat(ignored(RUN, "workflow_run", with(run, "workflow_run/head_repository", "null")))
                .isEqualTo(why + "which is gone");
    }

    @Test
    void a_repository_can_be_pinned_by_its_number() {
        var pinned = RUN.replace("acme/shop", "acme/shop, repositoryId: 4711");
        assertThat(judged(pinned, "workflow_run", Payloads.run())).isInstanceOf(Judgement.Fits.class);
        assertThat(ignored(pinned, "workflow_run", with(Payloads.run(), "repository/id", "4712")))
                .contains("the number 4712, rule wants 4711");
    }

    @Test
    void a_ping_is_no_trigger_even_without_a_repository() {
        assertThat(ignored(RUN, "ping", Payloads.ping())).startsWith("a ping");
        assertThat(ignored(PUSH, "push", Payloads.ping())).contains("names no repository");
        assertThat(ignored(RUN, "issues", Payloads.push())).isEqualTo("no rule of the fleet is about `issues`");
    }

    @Test
    void of_a_release_one_message_counts_and_drafts_and_pre_releases_do_not() {
        var release = Payloads.release();
        var wanted = wanted(RELEASE, "release", release);
        assertThat(Bringing.version(wanted)).isEqualTo("1.4.2");
        assertThat(wanted.ref()).isEqualTo("refs/tags/v1.4.2");
        assertThat(wanted.assets()).containsExactly("shop-1.4.2.tar.gz", "notes.txt");

        for (var action : new String[] {"created", "released", "edited", "deleted", "prereleased"}) {
            assertThat(ignored(RELEASE, "release", with(release, "action", "\"" + action + "\"")))
                    .isEqualTo("action is `" + action + "`, rule wants `published`");
        }
        assertThat(ignored(RELEASE, "release", with(release, "release/draft", "true")))
                .contains("draft");
        assertThat(ignored(RELEASE, "release", with(release, "release/prerelease", "true")))
                .contains("pre-release");
        assertThat(ignored(RELEASE, "release", with(release, "release/published_at", "null")))
                .contains("when it was published");
        assertThat(ignored(RELEASE, "release", with(release, "release/tag_name", "\"nightly\"")))
                .isEqualTo("tag is `nightly`, rule wants `v*`");
        assertThat(ignored(RELEASE, "release", with(release, "release/tag_name", "\"v1/../../x\"")))
                .contains("no tag that can be told");
    }

    @Test
    void a_push_tells_branches_tags_and_removals_apart() {
        var push = Payloads.push();
        assertThat(wanted(PUSH, "push", push).by()).isEqualTo("github:acme/shop@9d2f0a6");
        assertThat(Bringing.version(wanted(PUSH, "push", push))).isEqualTo("9d2f0a6b5c4e");
        assertThat(ignored(PUSH, "push", with(push, "ref", "\"refs/heads/dev\"")))
                .isEqualTo("branch is `dev`, rule wants `main`");
        assertThat(ignored(PUSH, "push", with(push, "ref", "\"refs/tags/main\"")))
                .isEqualTo("tag is `main`, rule wants branches");
        assertThat(ignored(TAGS, "push", push)).isEqualTo("branch is `main`, rule wants tags");
        assertThat(ignored(PUSH, "push", with(push, "ref", "\"refs/notes/commits\"")))
                .contains("neither a branch nor a tag");

        var removed =
                with(with(with(push, "deleted", "true"), "after", "\"" + "0".repeat(40) + "\""), "head_commit", "null");
        assertThat(ignored(PUSH, "push", removed)).isEqualTo("the branch `main` was deleted");
    }

    /** Of a tag with a text of its own, {@code after} is not the commit. */
    @Test
    void a_pushed_tag_is_its_commit_and_gives_the_version() {
        var tag = with(with(Payloads.push(), "ref", "\"refs/tags/v2.0\""), "after", "\"" + BEFORE + "\"");
        var wanted = wanted(TAGS, "push", tag);
        assertThat(wanted.commit()).isEqualTo(SHA);
        assertThat(Bringing.version(wanted)).isEqualTo("2.0");
    }

    @Test
    void a_deployment_must_be_for_the_environment_and_to_deploy() {
        var deployment = Payloads.deployment();
        assertThat(Bringing.version(wanted(DEPLOYMENT, "deployment", deployment)))
                .isEqualTo("333-9d2f0a6");
        assertThat(ignored(DEPLOYMENT, "deployment", with(deployment, "deployment/environment", "\"staging\"")))
                .isEqualTo("environment is `staging`, rule wants `production`");
        assertThat(ignored(DEPLOYMENT, "deployment", with(deployment, "deployment/task", "\"deploy:migrations\"")))
                .contains("task is `deploy:migrations`");
    }

    @Test
    void of_several_rules_the_first_that_fits_decides_and_else_all_say_why() {
        var both = RUN + ", " + RUN.replace("branch: main", "branch: \"hotfix/*\"");
        assertThat(wanted(both, "workflow_run", with(Payloads.run(), "workflow_run/head_branch", "\"hotfix/1\""))
                        .rule()
                        .branches())
                .containsExactly("hotfix/*");
        assertThat(ignored(both, "workflow_run", with(Payloads.run(), "workflow_run/head_branch", "\"dev\"")))
                .isEqualTo(
                        "rule 1: branch is `dev`, rule wants `main`; rule 2: branch is `dev`, rule wants `hotfix/*`");
    }

    @Test
    void words_from_outside_stay_data() {
        var hostile = with(
                with(
                        Payloads.run(),
                        "workflow_run/head_commit/message",
                        "\"\\u202e<b>$(reboot)\\u0000\\u2028second\\nthird\""),
                "workflow_run/head_branch",
                "\"main;rm -rf\\u0007`x`\"");
        assertThat(ignored(RUN, "workflow_run", hostile)).isEqualTo("the run's branch is none, `main;rm -rf?'x'`");
        var reason = wanted(
                        RUN,
                        "workflow_run",
                        with(Payloads.run(), "workflow_run/head_commit/message", "\"\\u202e<b>\\u0000 x\\n\\ny\""))
                .reason();
        assertThat(reason).isEqualTo("?<b>? x (mira)");
        var branch = RUN.replace("branch: main", "branch: \"**\", version: \"{branch}-{run}\"");
        assertThat(Bringing.version(
                        wanted(branch, "workflow_run", with(Payloads.run(), "workflow_run/head_branch", "\"a/ü&$x\""))))
                .isEqualTo("a----x-1873");
    }

    @Test
    void nothing_that_lacks_something_or_has_something_else_does_harm() {
        for (var message :
                new ObjectNode[] {Payloads.run(), Payloads.release(), Payloads.push(), Payloads.deployment()}) {
            for (var event : new String[] {"workflow_run", "release", "push", "deployment"}) {
                var rules = String.join(", ", RUN, RELEASE, PUSH, TAGS, DEPLOYMENT);
                for (var value : new String[] {"null", "[]", "{}", "-1", "1e400", "\"\\u0000\"", "true"}) {
                    message.fieldNames().forEachRemaining(name -> {
                        assertThat(judged(rules, event, with(message, name, value)))
                                .isNotNull();
                        message.path(name).fieldNames().forEachRemaining(inner -> assertThat(
                                        judged(rules, event, with(message, name + "/" + inner, value)))
                                .isNotNull());
                    });
                }
            }
        }
    }

    private static Wanted wanted(String rules, String event, ObjectNode message) {
        var judged = judged(rules, event, message);
        assertThat(judged).isInstanceOf(Judgement.Fits.class);
        return ((Judgement.Fits) judged).wanted();
    }

    private static String ignored(String rules, String event, ObjectNode message) {
        var judged = judged(rules, event, message);
        assertThat(judged).isInstanceOf(Judgement.Ignored.class);
        return ((Judgement.Ignored) judged).why();
    }

    private static Judgement judged(String rules, String event, ObjectNode message) {
        try {
            return Judge.of(
                    ReadTriggers.of("triggers: {github: [" + rules + "]}"),
                    event,
                    Message.read(message.toString().getBytes(UTF_8)));
        } catch (Unreadable e) {
            throw new IllegalStateException(e);
        }
    }
}
