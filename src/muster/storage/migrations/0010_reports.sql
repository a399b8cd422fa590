-- Reports: what attempts earned, and what people said of answers.

create table report (
    organization_id bigint not null,
    attempt_id bigint not null,
    uid uuid not null,
    revision integer not null check (revision > 0),
    score jsonb not null,
    waiting integer not null check (waiting >= 0),
    percent numeric(9, 6),
    passed boolean,
    settled_at timestamptz not null,
    completed_at timestamptz,
    changed_at timestamptz,
    primary key (organization_id, attempt_id),
    unique (organization_id, uid),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id)
);
comment on column report.score is 'the truth: every fraction is text, 7/3, and nothing is rounded';
comment on column report.waiting is 'how many questions have no points yet';
comment on column report.percent is
    'rounded, to sort and filter lists by; null while questions wait. passed was compared exactly';
comment on column report.completed_at is 'when no question waited any more for the first time';
comment on column report.changed_at is 'when a score that had been complete became another one';

-- What a person must rate.
create index report_waiting on report (organization_id, attempt_id) where waiting > 0;

-- What reviewers gave, every revision of it: the last one of each reviewer counts.
create table rating (
    organization_id bigint not null,
    attempt_id bigint not null,
    item text not null,
    reviewer text not null,
    revision integer not null check (revision > 0),
    given jsonb not null,
    comment text not null,
    rated_at timestamptz not null,
    rated_by text not null,
    primary key (organization_id, attempt_id, item, reviewer, revision),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id)
);
comment on column rating.reviewer is 'the person, as the caller names them';
comment on column rating.rated_by is 'the actor of the call, as in the journal';

-- Attempts whose report is owed: written by the submission itself, so that no crash loses it.
create table report_due (
    organization_id bigint not null,
    attempt_id bigint not null,
    due_at timestamptz not null,
    primary key (organization_id, attempt_id),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id)
);
comment on column report_due.due_at is
    'who submits settles at once; the worker comes after that, and again while a recording is '
    'still on its way. A claim leases it by moving this into the future';
create index report_due_when on report_due (due_at);

create function owe_report() returns trigger
    language plpgsql as
$$
begin
    insert into report_due (organization_id, attempt_id, due_at)
    values (new.organization_id, new.id, new.submitted_at + interval '5 seconds')
    on conflict do nothing;
    return null;
end
$$;
create trigger report_owed after update of state on attempt for each row
    when (new.state = 'submitted' and old.state <> 'submitted')
    execute function owe_report();

select protect('report'), protect('rating'), protect('report_due');

grant select, insert, update on report to muster_app;
-- Nobody changes a rating: another revision comes after it.
grant select, insert on rating to muster_app;
grant select, insert, update, delete on report_due to muster_app;

-- The worker looks for what is owed by all organizations, and settles as the application.
create policy worker on report_due to muster_worker using (true) with check (true);
grant select, insert, update on report_due to muster_worker;
