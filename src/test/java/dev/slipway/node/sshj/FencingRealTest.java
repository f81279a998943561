package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.node.Fence;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the node obeys its newest owner only.
 *
 * <p>Method: a real OpenSSH server per test, with a home of its own; after each test nothing of the helper may be left
 * running.
 */
class FencingRealTest {
    private final RealNode server;

    FencingRealTest(@TempDir Path temp) throws Exception {
        this.server = new RealNode(temp);
    }

    @AfterEach
    void nothing_is_left_running() {
        server.close();
    }

    @Test
    void an_older_epoch_and_another_installation_are_refused() throws Exception {
        server.release("1");
        try (var newer = server.connect(RealNode.fence(8));
                var older = server.connect(RealNode.fence(7));
                var tied = server.connect(new Fence("inst", "shop-production", 8, "other"));
                var foreign = server.connect(new Fence("stranger", "shop-production", 9, "me"))) {
            newer.activate("1");
            var fenced = catchThrowableOfType(NodeException.class, () -> older.activate("1"));
            assertThat(fenced.kind()).isEqualTo(Kind.FENCED);
            assertThat(fenced.seenEpoch()).isEqualTo(8);
            assertThat(RealNode.kindOf(() -> tied.activate("1"))).isEqualTo(Kind.FENCED);
            assertThat(RealNode.kindOf(() -> foreign.activate("1"))).isEqualTo(Kind.FOREIGN);
            assertThat(RealNode.kindOf(() -> foreign.look(List.of()))).isEqualTo(Kind.FOREIGN);
            assertThat(foreign.adopt()).isZero();
            foreign.activate("1");
            assertThat(RealNode.kindOf(() -> newer.activate("1"))).isEqualTo(Kind.FOREIGN);
        }
    }

    @Test
    void a_restored_database_learns_from_adopting_how_high_its_epoch_must_be() throws Exception {
        server.release("1");
        try (var lost = server.connect(RealNode.fence(41));
                var restored = server.connect(RealNode.fence(12))) {
            lost.activate("1");
            assertThat(catchThrowableOfType(NodeException.class, () -> restored.activate("1"))
                            .seenEpoch())
                    .isEqualTo(41);

            long seen = restored.adopt();

            assertThat(seen).isEqualTo(41);
            assertThat(RealNode.kindOf(() -> restored.activate("1"))).isEqualTo(Kind.FENCED);
            try (var next = server.connect(RealNode.fence(seen + 1))) {
                next.activate("1");
            }
            assertThat(RealNode.kindOf(() -> lost.activate("1"))).isEqualTo(Kind.FENCED);
        }
    }

    @Test
    void adopting_counts_the_epochs_of_one_scope_only() throws Exception {
        server.release("1");
        try (var shop = server.connect(new Fence("inst", "shop", 9, "me"));
                var blog = server.connect(new Fence("inst", "blog", 3, "me"))) {
            shop.activate("1");
            assertThat(blog.adopt()).isZero();
            assertThat(shop.adopt()).isEqualTo(9);
        }
    }
}
