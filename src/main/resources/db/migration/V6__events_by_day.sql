-- What apps have published, kept beside the live state, which counts it and may be lost.

create table app_events (
    app_key text collate "C" not null references apps (key) on delete cascade,
    day     date   not null,
    events  bigint not null,

    primary key (app_key, day)
);

comment on table app_events is 'up to a minute behind; rows of past months may be deleted';
comment on column app_events.day is 'UTC';
