package dev.slipway.release;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "release")
@SuppressWarnings("NullAway.Init")
class ReleaseRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    String application;
    String version;
    String digest;
    long bytes;
    int entries;

    @Column(name = "unpacked_bytes")
    long unpackedBytes;

    @Enumerated(EnumType.STRING)
    Release.Migrations migrations;

    @Column(name = "commit_id")
    @Nullable String commit;

    @Nullable String notes;

    String author;

    @Column(name = "created_at")
    Instant createdAt;

    Release release() {
        return new Release(
                application,
                version,
                digest,
                bytes,
                entries,
                unpackedBytes,
                migrations,
                commit,
                notes,
                author,
                createdAt);
    }
}
