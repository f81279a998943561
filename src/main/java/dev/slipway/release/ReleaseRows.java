package dev.slipway.release;

import dev.slipway.audit.Audit;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of releases. Rows are inserted and read, never changed. */
@ApplicationScoped
class ReleaseRows implements PanacheRepository<ReleaseRow> {
    private static final String INSERT = """
            insert into release (application, version, digest, bytes, entries, unpacked_bytes, migrations, commit_id,
                notes, author, created_at)
            values (:application, :version, :digest, :bytes, :entries, :unpackedBytes, :migrations,
                nullif(:commit, ''), nullif(:notes, ''), :author, :createdAt)
            on conflict (application, version) do nothing
            """;

    private final Audit audit;

    ReleaseRows(Audit audit) {
        this.audit = audit;
    }

    /** Inserts it, unless the version is there; the database decides between two that come at once. */
    boolean insert(Release release) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var isNew = inserted(release);
            if (isNew) {
                audit.record(
                        release.author(),
                        "release.add",
                        "release:" + release.application() + "/" + release.version(),
                        "digest " + release.digest());
            }
            return isNew;
        });
    }

    private boolean inserted(Release release) {
        return getEntityManager()
                        .createNativeQuery(INSERT)
                        .setParameter("application", release.application())
                        .setParameter("version", release.version())
                        .setParameter("digest", release.digest())
                        .setParameter("bytes", release.bytes())
                        .setParameter("entries", release.entries())
                        .setParameter("unpackedBytes", release.unpackedBytes())
                        .setParameter("migrations", release.migrations().name())
                        .setParameter("commit", orEmpty(release.commit()))
                        .setParameter("notes", orEmpty(release.notes()))
                        .setParameter("author", release.author())
                        .setParameter("createdAt", release.createdAt())
                        .executeUpdate()
                == 1;
    }

    Optional<Release> named(String application, String version) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> find("application = ?1 and version = ?2", application, version)
                        .firstResultOptional()
                        .map(ReleaseRow::release));
    }

    List<Release> newestFirst(String application, int limit, @Nullable String beforeVersion) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            var query = beforeVersion == null
                    ? find("application = ?1 order by id desc", application)
                    : find(
                            "application = ?1 and id < (select r.id from ReleaseRow r where r.application = ?1 and"
                                    + " r.version = ?2) order by id desc",
                            application,
                            beforeVersion);
            return query.page(0, limit).stream().map(ReleaseRow::release).toList();
        });
    }

    List<String> applications() {
        return QuarkusTransaction.joiningExisting().call(() -> getEntityManager()
                .createQuery("select distinct r.application from ReleaseRow r order by r.application", String.class)
                .getResultList());
    }

    /** A null has no type that the database could see in a native statement. */
    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
