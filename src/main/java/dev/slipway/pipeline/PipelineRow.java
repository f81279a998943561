package dev.slipway.pipeline;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "pipeline")
@SuppressWarnings("NullAway.Init")
class PipelineRow {
    @Id
    String name;

    String document;

    @Column(name = "changed_at")
    Instant changedAt;
}
