-- A quota on what an app publishes in a month.

alter table apps
    add column events_per_month integer,
    add constraint apps_events_per_month_is_positive_or_null check (events_per_month > 0);
