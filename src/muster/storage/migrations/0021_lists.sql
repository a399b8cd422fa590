-- Lists of the console: what candidates are searched by, saved views, and what is done to many.

alter table candidate add column folded text not null default '';
comment on column candidate.folded is
    'name and address without case and accents, as muster.base.folding writes them';

-- The owner is held by the policies, too, and would see no row. Capitals are made small here for
-- scripts whose letters the C locale does not know; whoever is invited again is folded anew.
alter table candidate no force row level security;
update candidate set folded = translate(
    lower(regexp_replace(normalize(left(name, 200) || E'\n' || address, NFKD),
                         '[\u0300-\u036f\u064b-\u065f\u0670\u3099\u309a]', '', 'g')),
    'ĐØŁŒÆАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐЂЈЉЊЋЏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩđøłıىة',
    'doloaабвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџαβγδεζηθικλμνξοπρστυφχψωdoliيه');
alter table candidate force row level security;

-- Read from end to end by a search, in which any part of a word may be found, and in its order by
-- lists in the order of names. No operator that finds parts of words may use an index under
-- row-level security, but all of a hundred thousand rows are read from this one in ten milliseconds.
create index candidate_folded on candidate (organization_id, folded collate "C", id);

-- A list with its filters under a name: a member's own, or shared with all members.
create table saved_view (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    member_id bigint not null,
    list text not null check (list in ('invitations', 'candidates')),
    name text not null check (length(name) between 1 and 60),
    query text not null check (length(query) <= 2000),
    shared boolean not null,
    created_at timestamptz not null,
    removed_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, member_id) references member (organization_id, id)
        on delete cascade
);
comment on column saved_view.query is 'the filters, as the address of the list has them';
comment on column saved_view.removed_at is 'removed ones can be put back';

-- What a member sees first in a list.
create table first_view (
    organization_id bigint not null,
    member_id bigint not null,
    list text not null,
    view_id bigint not null,
    primary key (organization_id, member_id, list),
    foreign key (organization_id, view_id) references saved_view (organization_id, id)
        on delete cascade
);

-- One thing that is done to many invitations, and what became of each.
create table errand (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    actor text not null,
    verb text not null check (verb in ('resend', 'extend', 'revoke', 'revive', 'restore')),
    until timestamptz,
    days integer check (days between 1 and 365),
    undoes bigint,
    total integer not null check (total >= 0),
    created_at timestamptz not null,
    ended_at timestamptz,
    due_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, undoes) references errand (organization_id, id),
    constraint due_until_ended check ((due_at is null) = (ended_at is not null))
);
comment on column errand.due_at is
    'when a worker takes the next rows; a claim leases the errand by moving this into the future';
comment on column errand.undoes is 'the errand that this one takes back';
create index errand_due on errand (due_at) where due_at is not null;
create unique index errand_undone on errand (organization_id, undoes) where undoes is not null;

create table errand_row (
    organization_id bigint not null,
    errand_id bigint not null,
    place integer not null,
    invitation_id bigint not null,
    outcome text,
    former_end timestamptz,
    primary key (organization_id, errand_id, place),
    foreign key (organization_id, errand_id) references errand (organization_id, id)
        on delete cascade,
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete cascade
);
comment on column errand_row.outcome is 'null until it was their turn';
comment on column errand_row.former_end is 'when the invitation would have expired, before';
create index errand_row_waiting on errand_row (organization_id, errand_id, place)
    where outcome is null;
create index errand_row_invitation on errand_row (organization_id, invitation_id);

select protect('saved_view'), protect('first_view'), protect('errand'), protect('errand_row');
grant select, insert, update on saved_view, errand, errand_row to muster_app;
grant select, insert, update, delete on first_view to muster_app;

-- The worker looks for errands of all organizations, and does them for one.
create policy worker_looks on errand for select to muster_worker using (true);
grant select on errand to muster_worker;
