-- Bounces: what comes back about letters that had left, and how it is received.

create table bounce (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    message_id bigint not null,
    digest bytea not null,
    kind text not null check (kind in ('hard', 'soft', 'policy', 'complaint')),
    reason text not null,
    status text,
    words text not null default '' check (length(words) <= 500),
    received_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, message_id, digest),
    foreign key (organization_id, message_id) references message (organization_id, id) on delete cascade
);
comment on column bounce.digest is 'of what makes a report that one: the same one twice is one bounce';
comment on column bounce.status is 'enhanced status code (RFC 3463) of the other side, if it gave one';
comment on column bounce.words is 'the other side''s own';

select protect('bounce');
create policy worker on bounce to muster_worker using (true) with check (true);
grant select on bounce to muster_app;
grant select, insert on bounce to muster_worker;

-- A report without a return path of ours names a letter by its Message-ID, hence by the UUID in it,
-- and no organization. What has not left can have no report, and is left out: a message gets into
-- this index once, when it has left or ended.
create index message_uid on message (uid) where state not in ('queued', 'sending', 'deferred');

-- How reports come in, true of the installation: when each way was last used, and what troubles it.
-- Of several workers that could poll a folder, the one that moves looked_at does.
create table bounce_intake (
    way text primary key check (way in ('command', 'folder')),
    looked_at timestamptz,
    received_at timestamptz,
    trouble text not null default ''
) with (fillfactor = 50);
insert into bounce_intake (way) values ('command'), ('folder');

-- How many came, for metrics: pipes are processes that nobody scrapes.
create table bounce_tally (
    kind text primary key check (kind in ('hard', 'soft', 'policy', 'complaint', 'ignored')),
    number bigint not null default 0,
    last_at timestamptz
) with (fillfactor = 50);
insert into bounce_tally (kind) values ('hard'), ('soft'), ('policy'), ('complaint'), ('ignored');

grant select, update on bounce_intake, bounce_tally to muster_worker;
