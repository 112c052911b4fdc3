-- The events that are kept for clients that reconnect, and rules for connections.

alter table apps
    add column history_enabled boolean not null default false,
    add column history_max_events integer not null default 300,
    add column history_ttl_seconds integer not null default 300,
    add column history_max_bytes integer not null default 1048576,
    add column history_client_events boolean not null default false,
    add column history_since bigint not null default 0,
    add column authorized_connections boolean not null default false,
    add column terminate_code integer not null default 4200,
    add constraint apps_history_max_events_in_range check (history_max_events between 1 and 10000),
    add constraint apps_history_ttl_seconds_in_range check (history_ttl_seconds between 1 and 86400),
    add constraint apps_history_max_bytes_in_range check (history_max_bytes between 1024 and 16777216),
    add constraint apps_terminate_code_is_known check (terminate_code in (4200, 4009));

comment on column apps.history_enabled is 'Whether events are kept; the limits are per channel';
comment on column apps.history_since is 'When all nodes keep these events, in milliseconds since 1970';
comment on column apps.authorized_connections is 'Whether connections must join a private or presence channel, or sign in, in time';
comment on column apps.terminate_code is 'Close code of terminated connections: 4200 reconnect, 4009 stay away';
