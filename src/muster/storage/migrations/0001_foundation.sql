-- Roles, the tenant policy, organizations and their keys.

-- Roles belong to the whole server: another Muster database, or the administrator, may have made
-- them already. A login that is no superuser must be allowed to act as them.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['muster_app', 'muster_worker'] loop
        begin
            if not exists (select from pg_roles where rolname = wanted) then
                execute format('create role %I nologin', wanted);
            end if;
        exception when duplicate_object or unique_violation then
            null;  -- another database's migration was quicker
        end;
        begin
            execute format('grant %I to current_user', wanted);
        exception when insufficient_privilege then
            if not pg_has_role(current_user, wanted, 'member') then
                raise;
            end if;
        end;
    end loop;
exception when insufficient_privilege then
    raise exception 'this login may not create roles: ask for "create role muster_app nologin; create role muster_worker nologin; grant muster_app, muster_worker to %"', current_user;
end
$$;

grant usage on schema public to muster_app, muster_worker;

-- The organization that the present transaction speaks for, or null.
create function current_organization() returns bigint
    language sql stable parallel safe
    return nullif(current_setting('muster.organization', true), '')::bigint;

-- Row-level security, the net below the explicit predicates: enabled, forced on the owner too.
create function protect(tenant_table regclass) returns void
    language plpgsql as
$$
begin
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
        'create policy tenant on %s using (organization_id = current_organization()) '
        'with check (organization_id = current_organization())', tenant_table);
end
$$;

-- Reference tables: read before the organization is known.
create table organization (
    id bigint generated always as identity (maxvalue 4294967295) primary key,
    uid uuid not null unique,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null,
    time_zone text not null default 'UTC',
    locale text not null default 'en',
    reply_to text,
    contact text,
    accent_color text,
    window_days integer not null default 14 check (window_days between 1 and 3650),
    fragment_links boolean not null default false,
    created_at timestamptz not null
);
comment on column organization.fragment_links is
    'HiringBranch clients get https://HOST/#?sessionToken=TOKEN instead of /i/TOKEN';

create table api_key (
    organization_id bigint not null references organization (id),
    key_id text primary key,
    secret_sha256 bytea not null,
    name text not null default '',
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    rolled_to text,
    last_used_at timestamptz
);
create index on api_key (organization_id, created_at);

-- Which key ring signs the links of this database: a process with another one must not start.
create table key_ring (
    fingerprint text primary key,
    added_at timestamptz not null default now()
);

grant select, insert, update on organization, api_key to muster_app;
grant select on organization, api_key to muster_worker;
grant update (last_used_at) on api_key to muster_worker;
grant select, insert on key_ring to muster_app;
