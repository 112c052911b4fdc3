-- Apps and their secrets. Whoever changes them, by Vask or by hand, is heard on every instance.

create table apps (
    key                      text collate "C" primary key,
    name                     text        not null,
    enabled                  boolean     not null default true,
    client_events            boolean     not null default false,
    subscription_counts      boolean     not null default false,
    allowed_origins          text[]      not null default '{}',
    max_connections          integer,
    events_per_second        integer,
    client_events_per_second integer              default 10,
    max_event_bytes          integer              default 10240,
    max_presence_members     integer              default 100,
    cache_ttl_seconds        integer              default 1800,
    webhook_url              text,
    webhook_enabled          boolean     not null default true,
    webhook_events           text[]      not null default
        '{channel_occupied,channel_vacated,member_added,member_removed,cache_miss,client_event}',
    webhook_batch            boolean     not null default false,
    webhook_headers          text[]      not null default '{}',
    webhook_generation       bigint      not null default 0,
    created_at               timestamptz not null default now(),
    updated_at               timestamptz not null default now(),

    constraint apps_key_is_1_to_64_characters check (key ~ '^[A-Za-z0-9_-]{1,64}$'),
    constraint apps_name_is_not_empty check (name <> ''),
    constraint apps_allowed_origins_are_texts check (array_position(allowed_origins, null) is null),
    constraint apps_webhook_url_is_one check (webhook_url ~ '^https?://'),
    constraint apps_webhook_events_are_known check (
        webhook_events <@ '{channel_occupied,channel_vacated,member_added,member_removed,cache_miss,client_event,subscription_count}'
    ),
    constraint apps_webhook_headers_are_texts check (array_position(webhook_headers, null) is null),
    constraint apps_quotas_are_positive_or_null check (
        max_connections > 0
        and events_per_second > 0
        and client_events_per_second > 0
        and max_event_bytes > 0
        and max_presence_members > 0
        and cache_ttl_seconds > 0
    )
);

comment on column apps.allowed_origins is 'where browsers may connect from; empty is everywhere';
comment on column apps.webhook_url is 'where the backend is told what happens; null is nowhere';
comment on column apps.webhook_headers is 'each like ''X-Team: shop''';
comment on column apps.webhook_generation is 'count it up when sending begins or ends: what was queued before is void then';
comment on constraint apps_quotas_are_positive_or_null on apps is 'null is unlimited';

create table app_secrets (
    id         bigint generated always as identity primary key,
    app_key    text collate "C" not null references apps (key) on delete cascade,
    secret     text        not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,

    constraint app_secrets_are_not_empty check (secret <> '')
);

create index app_secrets_by_app on app_secrets (app_key);

comment on table app_secrets is 'live secrets; an app has one at least, or nobody can use it';
comment on column app_secrets.expires_at is 'null is never';

create function vask_touch_app() returns trigger language plpgsql as $$
begin
    new.updated_at := now();
    return new;
end
$$;

create trigger touch before update on apps for each row execute function vask_touch_app();

-- Tells the keys of the apps that changed; the argument is the column that holds them. An empty key is all of them.
create function vask_tell_apps() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' then
        perform pg_notify('vask_apps', '');
    end if;
    if tg_op in ('UPDATE', 'DELETE') then
        perform pg_notify('vask_apps', to_jsonb(old) ->> tg_argv[0]);
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        perform pg_notify('vask_apps', to_jsonb(new) ->> tg_argv[0]);
    end if;
    return null;
end
$$;

create trigger tell after insert or update or delete on apps
    for each row execute function vask_tell_apps('key');
create trigger tell_all after truncate on apps
    for each statement execute function vask_tell_apps();
create trigger tell after insert or update or delete on app_secrets
    for each row execute function vask_tell_apps('app_key');
create trigger tell_all after truncate on app_secrets
    for each statement execute function vask_tell_apps();
