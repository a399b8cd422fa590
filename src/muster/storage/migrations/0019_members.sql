-- Members: people of an organization who sign in to the console, and their sessions there.

-- Reference tables like api_key: whoever signs in is looked for before any organization is known.
create table member (
    organization_id bigint not null references organization (id),
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null unique,
    address_key text not null,
    email text not null,
    name text not null default '',
    role text not null check (role in ('owner', 'recruiter', 'reviewer', 'auditor')),
    locale text,
    invited_by text not null,
    invited_at timestamptz not null,
    joined_at timestamptz,
    removed_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, address_key)
);
comment on column member.address_key is 'the address that a member is unique by, as of candidates';
comment on column member.joined_at is 'the first time that the member signed in';
create index member_address on member (address_key) where removed_at is null;

create table member_session (
    secret_sha256 bytea primary key,
    uid uuid not null unique,
    organization_id bigint not null,
    member_id bigint not null,
    browser text not null default '',
    begun_at timestamptz not null,
    confirmed_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    foreign key (organization_id, member_id) references member (organization_id, id)
        on delete cascade
);
comment on column member_session.confirmed_at is
    'when the member last showed who they are: keys, exports and erasure want that to be recent';
create index on member_session (organization_id, member_id);
create index on member_session (expires_at);

grant select, insert, update on member to muster_app;
grant select on member to muster_worker;
grant select, insert, update, delete on member_session to muster_app, muster_worker;
