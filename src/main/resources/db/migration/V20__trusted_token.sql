-- Tokens of trusted issuers that were shown: each opens one request. Kept until it would be too old anyway.
create table trusted_token (
    issuer     text        not null,
    jti        text        not null,
    expires_at timestamptz not null,
    primary key (issuer, jti)
);
create index trusted_token_expires on trusted_token (expires_at);
