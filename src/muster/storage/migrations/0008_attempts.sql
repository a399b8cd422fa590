-- Attempts: from Start to Submit, with every answer that was acknowledged.

-- What candidates agreed to, word for word, kept once by its content.
create table consent (
    organization_id bigint not null,
    sha256 bytea not null,
    version text not null,
    language text not null,
    text text not null,
    primary key (organization_id, sha256)
);

create table attempt (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    invitation_id bigint not null,
    candidate_id bigint not null,
    activity_id bigint not null,
    version integer not null,
    state text not null check (state in ('running', 'submitted')),
    holder uuid not null,
    epoch integer not null check (epoch > 0),
    seed bigint not null,
    consent_sha256 bytea not null,
    limit_seconds integer check (limit_seconds > 0),
    time_percent integer not null check (time_percent between 100 and 1000),
    untimed boolean not null,
    break_minutes integer not null check (break_minutes between 0 and 240),
    break_seconds_left integer not null check (break_seconds_left >= 0),
    started_at timestamptz not null,
    ends_at timestamptz,
    due_at timestamptz not null,
    paused_at timestamptz,
    submitted_at timestamptz,
    ended_by text check (ended_by in ('candidate', 'time')),
    submission_id text,
    primary key (organization_id, id),
    unique (organization_id, uid),
    -- P6: however often Start is pressed, an invitation has one attempt and one clock.
    unique (organization_id, invitation_id),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id),
    foreign key (organization_id, activity_id, version)
        references activity_version (organization_id, activity_id, number),
    foreign key (organization_id, consent_sha256) references consent (organization_id, sha256),
    constraint submitted_by_somebody check (
        (state = 'submitted') = (submitted_at is not null)
        and (state = 'submitted') = (ended_by is not null))
) with (fillfactor = 80);
comment on column attempt.holder is
    'the device that writes: browsers find it by their seat, and a second tab has the same';
comment on column attempt.epoch is
    'fencing number: another device raises it when it takes over, and every save names its own';
comment on column attempt.seed is 'what questions and the order of options were drawn with';
comment on column attempt.limit_seconds is 'as the version says, before any accommodation';
comment on column attempt.ends_at is 'its own limit; null without one, or when untimed';
comment on column attempt.due_at is
    'when the server ends it: ends_at, later by what is left of a break that runs; without a '
    'limit the end of the invitation, which a trigger follows';

-- Whose time is up.
create index attempt_due on attempt (due_at) where state = 'running';
create index attempt_candidate on attempt (organization_id, candidate_id, id);
create index attempt_activity on attempt (organization_id, activity_id, id);

create table attempt_section (
    organization_id bigint not null,
    attempt_id bigint not null,
    number integer not null,
    limit_seconds integer check (limit_seconds > 0),
    opened_at timestamptz,
    ends_at timestamptz,
    closed_at timestamptz,
    primary key (organization_id, attempt_id, number),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id)
);
comment on column attempt_section.limit_seconds is
    'as the version says; a section with a limit is opened once and closed when left';

-- A question of one attempt, and the answer that stands.
create table place (
    organization_id bigint not null,
    attempt_id bigint not null,
    item text not null,
    number integer not null,
    section integer not null,
    shown text[] not null,
    limit_seconds integer check (limit_seconds > 0),
    opened_at timestamptz,
    ends_at timestamptz,
    revision integer not null default 0,
    value jsonb,
    saved_at timestamptz,
    late boolean not null default false,
    primary key (organization_id, attempt_id, item),
    foreign key (organization_id, attempt_id, section)
        references attempt_section (organization_id, attempt_id, number)
) with (fillfactor = 70);
comment on column place.shown is 'the options in the order in which this candidate sees them';
comment on column place.revision is '0 until something was saved; value may be null again later';

-- Every text that was sent: what became the answer, and what another one stood against.
create table answer_revision (
    organization_id bigint not null,
    id bigint generated always as identity,
    attempt_id bigint not null,
    item text not null,
    revision integer not null,
    side text not null check (side in ('saved', 'conflict')),
    value jsonb,
    saved_at timestamptz not null,
    late boolean not null,
    stood integer,
    primary key (organization_id, attempt_id, item, id),
    foreign key (organization_id, attempt_id, item)
        references place (organization_id, attempt_id, item)
);
comment on column answer_revision.revision is 'of a conflict: the one that its writer saw';
comment on column answer_revision.stood is 'of a conflict: the revision that it met, kept with it';

create table accommodation (
    organization_id bigint not null,
    candidate_id bigint not null,
    time_percent integer not null check (time_percent between 100 and 1000),
    untimed boolean not null,
    break_minutes integer not null check (break_minutes between 0 and 240),
    set_at timestamptz not null,
    set_by text not null,
    primary key (organization_id, candidate_id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id)
);

create table accommodation_request (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    candidate_id bigint not null,
    invitation_id bigint not null,
    text text not null check (length(text) <= 2000),
    asked_at timestamptz not null,
    answered_at timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
);
create index accommodation_request_candidate on accommodation_request
    (organization_id, candidate_id, id);
create index accommodation_request_waiting on accommodation_request (organization_id, id)
    where answered_at is null;

-- A browser session's seat at an attempt, found before any organization is known. Like a grant
-- it is only as good as the link it came by, whose version is compared on every save.
create table portal_seat (
    secret_sha256 bytea not null references portal_session on delete cascade,
    attempt_uid uuid not null,
    organization_id bigint not null,
    attempt_id bigint not null,
    activity_uid uuid not null,
    version integer not null,
    device uuid not null,
    kind smallint not null,
    subject bigint not null,
    link_version integer not null,
    primary key (secret_sha256, attempt_uid)
);
comment on column portal_seat.device is
    'goes with the browser from session to session, so that following the link again is no change';

-- Signals of an attempt, without an index that other events would pay for.
create index event_of_attempt on event (organization_id, subject_id, id)
    where subject_kind = 'attempt';

-- An attempt with whose and what it is; security_invoker, so that the reader's policies apply.
create view attempt_card with (security_invoker = true) as
select attempt.organization_id, attempt.id, attempt.uid, attempt.invitation_id,
       attempt.candidate_id, attempt.activity_id, attempt.version, attempt.state, attempt.holder,
       attempt.epoch, attempt.limit_seconds, attempt.time_percent, attempt.untimed,
       attempt.break_minutes, attempt.break_seconds_left, attempt.started_at, attempt.ends_at,
       attempt.due_at, attempt.paused_at, attempt.submitted_at, attempt.ended_by,
       invitation.expires_at, invitation.redirect_url,
       coalesce(invitation.locale, candidate.locale) as locale,
       candidate.name as candidate_name,
       activity.uid as activity_uid, activity.kind
from attempt
left join invitation on invitation.organization_id = attempt.organization_id
    and invitation.id = attempt.invitation_id
left join candidate on candidate.organization_id = attempt.organization_id
    and candidate.id = attempt.candidate_id
left join activity on activity.organization_id = attempt.organization_id
    and activity.id = attempt.activity_id;

-- P6: no attempt goes backwards, whatever a program tries.
create function refuse_going_back() returns trigger
    language plpgsql as
$$
begin
    if old.state = 'submitted' or new.epoch < old.epoch then
        raise exception 'no attempt goes backwards' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger forwards before update on attempt for each row
    when (old.state = 'submitted' or new.epoch < old.epoch)
    execute function refuse_going_back();

-- An attempt without a limit of its own ends with its invitation, also when that is moved.
create function follow_expiry() returns trigger
    language plpgsql as
$$
begin
    update attempt set due_at = new.expires_at
    where organization_id = new.organization_id and invitation_id = new.id
      and state = 'running' and ends_at is null;
    return null;
end
$$;
create trigger attempt_follows after update of expires_at on invitation for each row
    when (new.started_at is not null and new.expires_at is distinct from old.expires_at)
    execute function follow_expiry();

select protect('consent'), protect('attempt'), protect('attempt_section'), protect('place'),
       protect('answer_revision'), protect('accommodation'), protect('accommodation_request');

grant select, insert on consent to muster_app;
grant select, insert, update on attempt, attempt_section, place to muster_app;
-- Nobody changes a revision; after Submit they are thinned.
grant select, insert, delete on answer_revision to muster_app;
grant select, insert, update on accommodation, accommodation_request to muster_app;
grant select, insert, update on portal_seat to muster_app;
grant select on attempt_card to muster_app;

-- The worker submits what is overdue. It looks at all organizations, and acts for one at a time.
create policy worker on attempt to muster_worker using (true);
grant select, update on attempt to muster_worker;
grant select, delete on answer_revision to muster_worker;
grant select on place, attempt_section, attempt_card, candidate, activity to muster_worker;
grant select, update on invitation to muster_worker;
