-- Reminders, what is told when an invitation expires, and candidates who ask for more time.

alter table organization
    add column remind_before integer[] not null default '{259200,86400}',
    add column remind_most smallint not null default 2 check (remind_most between 0 and 10),
    add column quiet_from smallint not null default 21 check (quiet_from between 0 and 23),
    add column quiet_until smallint not null default 8 check (quiet_until between 0 and 23),
    add column more_time text not null default 'ask' check (more_time in ('off', 'ask', 'grant')),
    add column more_time_days smallint not null default 3 check (more_time_days between 1 and 30);
comment on column organization.remind_before is
    'seconds before the end of an invitation, the longest first';
comment on column organization.quiet_from is
    'the hour at which the candidate''s night begins; it ends at quiet_until, and equal means never';
comment on column organization.more_time is
    'what asking for more time leads to: nothing, a question to the organization, or the days at once';

alter table invitation
    add column wake_at timestamptz,
    add column time_zone text,
    add column remind_before integer[],
    add column reminders_sent smallint not null default 0,
    add column reminders_stopped_at timestamptz,
    add column calendar_sequence integer not null default 0;
comment on column invitation.wake_at is
    'when the worker looks at it next: to remind, or to note that it has expired; null when '
    'neither is to come';
comment on column invitation.time_zone is 'the candidate''s, where the caller named it';
comment on column invitation.remind_before is
    'as the organization''s, for this invitation alone; empty means no reminder, null the '
    'organization''s';
comment on column invitation.calendar_sequence is
    'SEQUENCE of its calendar entry (RFC 5545): raised when the window changes or it is taken back';

-- The owner is held by the policies, too, and would see no row.
alter table invitation no force row level security;
update invitation set wake_at = expires_at - interval '3 days'
where state in ('pending', 'started') and expires_at > now();
alter table invitation force row level security;

-- Takes the place of the index by expires_at, so that inviting writes as many as before.
drop index invitation_expiry;
create index invitation_wake on invitation (wake_at) where wake_at is not null;
create policy worker_looks on invitation for select to muster_worker using (true);

-- Which reminders have gone out: the key is what makes a second one of a number impossible.
create table reminder (
    organization_id bigint not null,
    invitation_id bigint not null,
    number smallint not null check (number >= 1),
    sent_at timestamptz not null,
    primary key (organization_id, invitation_id, number),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete cascade
);

-- Candidates who want no reminder of an organization at all.
create table reminder_refusal (
    organization_id bigint not null,
    candidate_id bigint not null,
    refused_at timestamptz not null,
    primary key (organization_id, candidate_id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id)
        on delete cascade
);

-- Expired invitations that the organization is told of, many in one letter a day.
create table expiry_notice (
    organization_id bigint not null,
    invitation_id bigint not null,
    expired_at timestamptz not null,
    tell_at timestamptz,
    letter bigint,
    primary key (organization_id, invitation_id, expired_at),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete cascade
);
comment on column expiry_notice.tell_at is 'when the letter is due that names it; null once told';
comment on column expiry_notice.letter is
    'the reference of the notice that named the candidate, for erasure';
create index expiry_notice_due on expiry_notice (tell_at, organization_id) where tell_at is not null;

create table more_time_request (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    invitation_id bigint not null,
    sentence text not null default '' check (length(sentence) <= 500),
    state text not null check (state in ('waiting', 'granted', 'refused')),
    days smallint,
    asked_at timestamptz not null,
    answered_at timestamptz,
    answered_by text,
    primary key (organization_id, id),
    constraint more_time_request_uid unique (organization_id, uid),
    constraint asked_once unique (organization_id, invitation_id),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete cascade,
    constraint answered_or_waiting check ((state = 'waiting') = (answered_at is null)),
    constraint granted_some_days check ((state = 'granted') = (days is not null))
);
comment on column more_time_request.sentence is 'the candidate''s own words';
create index more_time_request_state on more_time_request (organization_id, state, id);

select protect('reminder'), protect('reminder_refusal'), protect('expiry_notice'),
       protect('more_time_request');
grant select, insert, delete on reminder, reminder_refusal to muster_app;
grant select, insert, update, delete on expiry_notice, more_time_request to muster_app;

-- The worker looks for letters that are due in all organizations, and writes them for one.
create policy worker_looks on expiry_notice for select to muster_worker using (true);
grant select on expiry_notice to muster_worker;
