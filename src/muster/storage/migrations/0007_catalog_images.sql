-- Images that activities show, kept once for an organization under their digests.

create table activity_image (
    organization_id bigint not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    media_type text not null
        check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif')),
    content bytea not null check (octet_length(content) between 1 and 2000000),
    created_at timestamptz not null,
    primary key (organization_id, sha256)
);
comment on table activity_image is
    'a version names its images in content, under images: file name to hexadecimal sha256';
-- Images are compressed already; PostgreSQL need not try.
alter table activity_image alter column content set storage external;

-- What a published version shows is part of it.
create trigger frozen before update or delete or truncate on activity_image
    for each statement execute function refuse_change();

select protect('activity_image');
grant select, insert on activity_image to muster_app;
