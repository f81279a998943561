package dev.slipway.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The steps that turn an artifact into a running release on a node.
 *
 * @param tools programs that must be on the nodes, e.g. {@code php}
 * @param sharedFolders folders below {@code shared/} that every release links to
 * @param sharedFiles files below {@code shared/} that every release links to
 * @param prepare on every node, in parallel, still serving, in the staged release
 * @param migrate once for the fleet; null: there is none
 * @param activate after the link was switched, the node out of rotation
 * @param finish after all nodes are done
 */
public record Pipeline(
        String name,
        List<String> tools,
        List<String> sharedFolders,
        List<String> sharedFiles,
        List<Command> prepare,
        @Nullable Command migrate,
        List<Command> activate,
        List<Command> finish) {

    public Pipeline {
        tools = List.copyOf(tools);
        sharedFolders = List.copyOf(sharedFolders);
        sharedFiles = List.copyOf(sharedFiles);
        prepare = List.copyOf(prepare);
        activate = List.copyOf(activate);
        finish = List.copyOf(finish);
    }

    /** The text of each command that runs on every node. */
    public List<String> commands() {
        return Stream.of(prepare, activate, finish)
                .flatMap(List::stream)
                .map(Command::run)
                .toList();
    }

    /**
     * One command.
     *
     * @param run fixed text for {@code sh}; values reach it as {@code SLIPWAY_…} variables only
     * @param once for {@code finish}: on the first node only, instead of on each
     * @param verify for {@code migrate}: exit status 0 says that the migration is applied, 1 that it is not, any other
     *     that it cannot be told; null: cannot be asked
     * @param idempotent for {@code migrate}: may be run again when its outcome is unknown
     */
    public record Command(
            String name,
            String run,
            Duration timeout,
            boolean once,
            @Nullable String verify,
            boolean idempotent) {}
}
