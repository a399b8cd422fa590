-- The last test letter of each organization, with the conversation that the worker had about it.

create table mail_trial (
    organization_id bigint primary key,
    recipient text not null,
    organization text not null,
    locale text not null,
    asked_at timestamptz not null,
    begun_at timestamptz,
    ended_at timestamptz,
    outcome text check (outcome in ('accepted', 'refused', 'lost', 'no_relay')),
    lines jsonb not null default '[]',
    constraint ended_with_outcome check ((ended_at is null) = (outcome is null))
);
comment on column mail_trial.lines is 'pairs of who spoke (us, relay, note) and the words';
create index mail_trial_waiting on mail_trial (asked_at) where ended_at is null;

select protect('mail_trial');
create policy worker on mail_trial to muster_worker using (true) with check (true);
grant select, insert, update on mail_trial to muster_app;
grant select, update on mail_trial to muster_worker;
