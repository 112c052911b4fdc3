-- Quotas on the channels of one connection and of an app.

alter table apps
    add column max_channels integer,
    add constraint apps_max_channels_is_positive_or_null check (max_channels > 0),
    alter column max_subscriptions_per_connection set default 200;

-- Null was the default and is in nearly all rows for that reason, not by choice: these apps get the new default. Numbers stay.
update apps set max_subscriptions_per_connection = 200 where max_subscriptions_per_connection is null;
