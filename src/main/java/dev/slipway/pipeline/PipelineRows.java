package dev.slipway.pipeline;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of pipelines that people brought. */
@ApplicationScoped
class PipelineRows implements PanacheRepositoryBase<PipelineRow, String> {
    private static final String PUT = """
            insert into pipeline (name, document, changed_at) values (:name, :document, :changedAt)
            on conflict (name) do update set document = excluded.document, changed_at = excluded.changed_at
            """;

    /** A stored document. */
    record Stored(String name, String document) {}

    void put(String name, String document, Instant now) {
        QuarkusTransaction.joiningExisting().call(() -> getEntityManager()
                .createNativeQuery(PUT)
                .setParameter("name", name)
                .setParameter("document", document)
                .setParameter("changedAt", now)
                .executeUpdate());
    }

    /** Read by projection, so that no document stays in a session while it is replaced. */
    Optional<String> document(String name) {
        return QuarkusTransaction.joiningExisting().call(() -> getEntityManager()
                .createQuery("select p.document from PipelineRow p where p.name = ?1", String.class)
                .setParameter(1, name)
                .getResultStream()
                .findFirst());
    }

    List<Stored> all() {
        return QuarkusTransaction.joiningExisting().call(() -> find("order by name").stream()
                .map(row -> new Stored(row.name, row.document))
                .toList());
    }

    boolean remove(String name) {
        return QuarkusTransaction.joiningExisting().call(() -> delete("name = ?1", name) == 1);
    }
}
