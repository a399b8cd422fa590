-- Invitations, the answers kept for Idempotency-Key, and the sessions of candidates.

create table invitation (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    activity_id bigint not null,
    candidate_id bigint not null,
    parent_id bigint,
    round integer not null,
    state text not null check (state in ('pending', 'started', 'completed', 'revoked')),
    opens_at timestamptz,
    expires_at timestamptz not null,
    link_version integer not null default 0 check (link_version between 0 and 65535),
    external_id text,
    metadata jsonb not null default '{}',
    redirect_url text,
    locale text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    started_at timestamptz,
    completed_at timestamptz,
    revoked_at timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, activity_id) references activity (organization_id, id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id),
    foreign key (organization_id, parent_id) references invitation (organization_id, id),
    -- P2: one invitation per key, whatever crashes or is retried.
    constraint invitation_key unique nulls not distinct
        (organization_id, activity_id, candidate_id, parent_id, round)
);
comment on column invitation.state is
    'expired is not stored: a pending invitation is expired when expires_at has passed';
comment on column invitation.round is
    'a retake is a new round';

create unique index invitation_uid on invitation (organization_id, uid);
create index invitation_candidate on invitation (organization_id, candidate_id, id);
create index invitation_external on invitation (organization_id, external_id)
    where external_id is not null;
create index invitation_expiry on invitation (expires_at) where state = 'pending';

create table idempotency (
    organization_id bigint not null,
    key text not null,
    route text not null,
    fingerprint bytea not null,
    outcomes jsonb,
    created_at timestamptz not null,
    primary key (organization_id, key, route)
);
comment on column idempotency.outcomes is
    'per row: guest, activity, outcome, invitation, message, problems; no link and no text';
create index idempotency_age on idempotency (created_at);

-- Sessions are found by their secret before any organization is known, and one may hold grants
-- of several. A grant is only as good as the link it came from: it keeps the link's version,
-- which is compared on every request.
create table portal_session (
    secret_sha256 bytea primary key,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create table portal_grant (
    secret_sha256 bytea not null references portal_session on delete cascade,
    organization_id bigint not null,
    kind smallint not null,
    subject bigint not null,
    link_version integer not null,
    granted_at timestamptz not null,
    primary key (secret_sha256, organization_id, kind, subject)
);
create index portal_session_expiry on portal_session (expires_at);

select protect('invitation'), protect('idempotency');
grant select, insert, update on invitation to muster_app;
grant select, insert, update on idempotency to muster_app;
grant select, insert, update on portal_session, portal_grant to muster_app;
grant select, delete on portal_session, idempotency to muster_worker;
create policy worker on idempotency to muster_worker using (true);
