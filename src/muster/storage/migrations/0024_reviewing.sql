-- Reviewing: ratings that are taken back, comments, decisions, who sees no names, who looks.

alter table rating add column withdrawn boolean not null default false;
comment on column rating.withdrawn is
    'the reviewer took the rating back with this revision; given and comment are what it was';
create index rating_reviewer on rating (organization_id, reviewer, attempt_id);

-- How many answers of a report people rate, for the lists of those that a reviewer has not rated.
alter table report add column to_rate integer generated always as (jsonb_array_length(
    jsonb_path_query_array(score, '$.questions[*] ? (@.rule == "rubric" || @.rule == "plain_points")')
)) stored;
create index report_to_rate on report (organization_id, attempt_id) where to_rate > 0;

-- What waits for a person, and who stands in a stage of a track.
create index stage_waiting on stage (organization_id, id) where state = 'waiting';
create index application_board on application (organization_id, activity_id, current, updated_at)
    where outcome is null;
create index application_ended on application (organization_id, activity_id, outcome, ended_at)
    where outcome is not null;

-- Where reviewers see no name before they have rated: an activity, or all that say nothing.
create table blind_review (
    organization_id bigint not null,
    activity_id bigint,
    blind boolean not null,
    set_at timestamptz not null,
    set_by text not null,
    constraint blind_review_key unique nulls not distinct (organization_id, activity_id),
    foreign key (organization_id, activity_id) references activity (organization_id, id)
);
comment on column blind_review.activity_id is 'null: of all activities without a row of their own';

-- Who looks at which report: a sign for others, and no lock.
create table review_look (
    organization_id bigint not null,
    member_id bigint not null,
    attempt_id bigint not null,
    looked_at timestamptz not null,
    primary key (organization_id, member_id),
    foreign key (organization_id, member_id) references member (organization_id, id),
    foreign key (organization_id, attempt_id) references report (organization_id, attempt_id)
);
create index review_look_report on review_look (organization_id, attempt_id);

-- Who had the name shown without having rated, because they decide and do not rate.
create table review_reveal (
    organization_id bigint not null,
    attempt_id bigint not null,
    member_id bigint not null,
    revealed_at timestamptz not null,
    primary key (organization_id, attempt_id, member_id),
    foreign key (organization_id, member_id) references member (organization_id, id),
    foreign key (organization_id, attempt_id) references report (organization_id, attempt_id)
);

-- What members say to each other about a report.
create table report_comment (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    attempt_id bigint not null,
    member_id bigint not null,
    text text not null check (length(text) between 1 and 10000),
    written_at timestamptz not null,
    edited_at timestamptz,
    deleted_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, member_id) references member (organization_id, id),
    foreign key (organization_id, attempt_id) references report (organization_id, attempt_id)
);
comment on column report_comment.deleted_at is
    'the author took it back: nobody reads it, and the author may bring it back';
create index report_comment_report on report_comment (organization_id, attempt_id, id);

-- What was decided about somebody outside of tracks, every time; the last one counts.
create table report_decision (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    attempt_id bigint not null,
    choice text not null check (choice in ('passed_on', 'rejected', 'undecided')),
    reason text not null,
    decided_at timestamptz not null,
    decided_by text not null,
    primary key (organization_id, id),
    foreign key (organization_id, attempt_id) references report (organization_id, attempt_id)
);
comment on column report_decision.reason is 'candidates do not see it';
create index report_decision_report on report_decision (organization_id, attempt_id, id);

select protect('blind_review'), protect('review_look'), protect('review_reveal'),
    protect('report_comment'), protect('report_decision');

grant select, insert, update on blind_review, report_comment to muster_app;
grant select, insert, update, delete on review_look to muster_app;
grant select, insert on review_reveal, report_decision to muster_app;
grant select, delete on review_look, review_reveal, report_comment, report_decision
    to muster_eraser;
