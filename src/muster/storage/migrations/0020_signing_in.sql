-- Signing in: links into the console, passkeys, what a browser was asked, and how fast it may ask.

alter table member add column seen_at timestamptz;
comment on column member.seen_at is 'when the member last did something in the console, to a minute';

-- A link's token is signed like a candidate's and names the row; nothing secret is kept.
create table member_link (
    organization_id bigint not null references organization (id),
    id bigint generated always as identity (maxvalue 281474976710655),
    member_id bigint,
    purpose text not null check (purpose in ('welcome', 'mail')),
    browser_sha256 bytea,
    next text not null default '',
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, member_id) references member (organization_id, id)
        on delete cascade,
    check (purpose = 'welcome' or (browser_sha256 is not null and member_id is not null))
);
comment on column member_link.member_id is
    'null: whoever opens it names themselves, and becomes the first owner';
comment on column member_link.browser_sha256 is
    'the only browser in which a link that was asked for by mail opens; null for a first link';
create index on member_link (organization_id, member_id) where used_at is null;
create index on member_link (expires_at);
select protect('member_link');
create policy worker on member_link to muster_worker using (true);
grant select, insert, update, delete on member_link to muster_app;
grant select, delete on member_link to muster_worker;

-- Reference table: whoever signs in by a passkey is found by its id alone.
create table member_passkey (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null unique,
    member_id bigint not null,
    credential_id bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null default '{}',
    name text not null,
    synced boolean not null,
    added_at timestamptz not null,
    used_at timestamptz,
    removed_at timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, member_id) references member (organization_id, id)
        on delete cascade
);
comment on column member_passkey.synced is
    'the authenticator says that it keeps copies elsewhere (WebAuthn 3, 6.1.3, backup state)';
create index on member_passkey (organization_id, member_id);
grant select, insert, update, delete on member_passkey to muster_app;
grant select, delete on member_passkey to muster_worker;

-- What a browser has been asked and has not answered yet, of passkeys and of the provider.
create table sign_in_challenge (
    secret_sha256 bytea primary key,
    purpose text not null check (purpose in ('enter', 'register', 'provider')),
    browser_sha256 bytea not null,
    details jsonb not null default '{}',
    expires_at timestamptz not null
);
create index on sign_in_challenge (expires_at);
grant select, insert, delete on sign_in_challenge to muster_app, muster_worker;

-- How often somebody may try: one row for an address or a client, until it may do anything again.
create table sign_in_pace (
    key_sha256 bytea primary key,
    full_at timestamptz not null
);
comment on column sign_in_pace.full_at is
    'when all tries will have been given back: the theoretical arrival time of GCRA (ITU-T I.371)';
create index on sign_in_pace (full_at);
grant select, insert, update, delete on sign_in_pace to muster_app, muster_worker;
