package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of one deployment and its live stream show.
 *
 * @param quote last line of the server in question; null when nothing is asked or said
 */
record DeploymentPage(
        DeploymentView view,
        Chip chip,
        Hull hull,
        List<Stage> stages,
        List<Lane> lanes,
        Timeline timeline,
        Rail rail,
        LogBlock.@Nullable Line quote) {

    /**
     * The page.
     *
     * @param log the last words of the server in question
     * @param servers of the fleet, for a deployment that has no plan yet
     */
    static DeploymentPage of(DeploymentView view, List<LogLine> log, List<String> servers, Instant now) {
        var lanes = view.nodes().isEmpty()
                ? servers.stream().map(Lane::waiting).toList()
                : view.nodes().stream().map(node -> Lane.of(view, node)).toList();
        return new DeploymentPage(
                view,
                Chip.ofDeployment(view.status()),
                Hull.of(view),
                Stage.of(view),
                lanes,
                Timeline.of(view, now),
                Rail.of(view, now),
                quote(view, log));
    }

    /** The sentence above a held deployment's buttons, or why it ended badly; null when all is well. */
    public @Nullable String trouble() {
        if (view.question() != null) {
            return view.question().text();
        }
        return switch (view.status()) {
            case "held",
                    "failed",
                    "rolled_back",
                    "rolling_back",
                    "cancelled",
                    "superseded",
                    "paused",
                    "waiting_approval" -> view.statusReason() == null ? chip.word() : view.statusReason();
            case "queued" -> waitsFor();
            default -> null;
        };
    }

    private @Nullable String waitsFor() {
        var stop = view.stop();
        if (stop == null) {
            return view.queuedBehind() == null ? null : "It waits for its turn";
        }
        return appointed() ? "It waits for its time" : "It " + stop.told();
    }

    /** Whether it is to begin at a time that is to come. */
    public boolean appointed() {
        return view.stop() != null && !view.stop().overridable();
    }

    /** Whether nobody, or too few, said yes in time, so that it may be asked for again. */
    public boolean ranOut() {
        var approval = view.approval();
        return approval != null
                && view.startedAt() == null
                && view.status().equals("cancelled")
                && approval.given().size() < approval.required();
    }

    /** Whether it waits for people to say yes. */
    public boolean waits() {
        return view.status().equals("waiting_approval");
    }

    public String troubleIcon() {
        return view.question() == null ? chip.icon() : "alert";
    }

    /** What runs where, in one sentence; empty while nothing is switched. */
    public String where() {
        var fresh = names("done");
        var back = names("undone");
        var failed = names("failed");
        var words = new StringBuilder();
        if (!fresh.isEmpty()) {
            words.append(Words.listed(fresh))
                    .append(fresh.size() == 1 ? " runs " : " run ")
                    .append(view.release());
            words.append(". ");
        }
        if (!back.isEmpty()) {
            words.append(Words.listed(back)).append(back.size() == 1 ? " is" : " are");
            words.append(" back on ").append(Objects.requireNonNullElse(view.previousRelease(), "what it had"));
            words.append(" and serving. ");
        }
        if (!failed.isEmpty()) {
            words.append(Words.listed(failed))
                    .append(failed.size() == 1 ? " needs" : " need")
                    .append(" a person. ");
        }
        var untouched = view.nodes().stream()
                .filter(node -> node.state().equals("staged") || node.state().equals("waiting"))
                .map(DeploymentView.Node::name)
                .toList();
        if (!untouched.isEmpty() && words.length() > 0) {
            words.append(Words.listed(untouched))
                    .append(untouched.size() == 1 ? " was" : " were")
                    .append(" not switched.");
        }
        return words.toString();
    }

    /** Which buttons belong to this state: the page asks for new ones when it changes. */
    public String acts() {
        return ActsPage.keyOf(view);
    }

    /** What a screen reader is told when it changes. */
    public String said() {
        return hull.total() == 0
                ? chip.word() + "."
                : chip.word() + ". " + hull.done() + " of " + hull.total() + " servers done.";
    }

    /** Title of the browser's tab. */
    public String tab() {
        var count = view.over() || hull.total() == 0
                ? chip.word()
                : "(" + hull.done() + "/" + hull.total() + ") " + chip.word();
        return count + ": " + view.fleet() + " " + view.release() + ", Slipway";
    }

    public boolean live() {
        return !view.over();
    }

    public List<String> columns() {
        return Lane.COLUMNS;
    }

    private List<String> names(String state) {
        return view.nodes().stream()
                .filter(node -> node.state().equals(state))
                .map(DeploymentView.Node::name)
                .toList();
    }

    /** What lanes there will be, before there is a plan that says so. */
    static List<String> servers(DeploymentView view, History history) {
        return view.nodes().isEmpty() && !view.over()
                ? history.fleet(view.fleet()).stream()
                        .flatMap(fleet -> fleet.nodes().stream())
                        .map(FleetView.Node::name)
                        .toList()
                : List.of();
    }

    private static LogBlock.@Nullable Line quote(DeploymentView view, List<LogLine> log) {
        var question = view.question();
        if (question == null || question.node() == null) {
            return null;
        }
        for (var line : log.reversed()) {
            if (question.node().equals(line.node()) && !line.text().isBlank()) {
                return LogBlock.Line.of(line);
            }
        }
        return null;
    }
}
