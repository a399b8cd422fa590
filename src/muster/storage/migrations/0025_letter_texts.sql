-- What an organization makes its own: the logo on what candidates see, and the words of letters.

-- Kept once under its digest, and for ever: letters that have left show it by its address.
create table organization_logo (
    organization_id bigint not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    width integer not null check (width between 1 and 4096),
    height integer not null check (height between 1 and 4096),
    content bytea not null check (octet_length(content) between 1 and 524288),
    created_at timestamptz not null,
    primary key (organization_id, sha256)
);
alter table organization_logo alter column content set storage external;

alter table organization
    add column logo bytea,
    add column logo_width integer,
    add column logo_height integer,
    add constraint logo_has_a_size
        check ((logo is null) = (logo_width is null) and (logo is null) = (logo_height is null));
comment on column organization.logo is
    'the digest of the one in use; an address of ours is made of it';

-- An organization's own words for one kind of letter in one language. Words never change: new
-- ones are a new row, because a message goes on saying what it said when it was queued.
create table letter_text (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    kind text not null check (kind in (
        'invitation', 'home', 'stage', 'reminder', 'deadline', 'refusal', 'withdrawal')),
    language text not null,
    subject text not null check (length(subject) between 1 and 500),
    body text not null check (length(body) between 1 and 20000),
    in_use boolean not null,
    written_by text not null,
    written_at timestamptz not null,
    primary key (organization_id, id)
);
comment on column letter_text.body is 'Liquid in Markdown';
create unique index letter_text_in_use on letter_text (organization_id, kind, language)
    where in_use;

alter table message add column text_id bigint;
comment on column message.text_id is
    'the organization''s own words, by which it is rendered again; null means ours';

select protect('organization_logo'), protect('letter_text');
grant select, insert on organization_logo to muster_app;
grant select, insert, update (in_use) on letter_text to muster_app;
create policy worker_looks on letter_text for select to muster_worker using (true);
grant select on letter_text to muster_worker;
