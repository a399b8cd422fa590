-- Candidates.

create table candidate (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    address_key text not null,
    address text not null,
    name text not null,
    locale text,
    home_version integer not null default 0 check (home_version between 0 and 65535),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (organization_id, id)
);
comment on column candidate.address_key is
    'NFC, lower-cased local part, lower-case A-label domain; what a candidate is unique by';
comment on column candidate.home_version is
    'version of the link to the candidate''s home page; raising it makes earlier ones void';

create unique index candidate_uid on candidate (organization_id, uid);
create unique index candidate_address on candidate (organization_id, address_key);

select protect('candidate');
grant select, insert, update on candidate to muster_app;
