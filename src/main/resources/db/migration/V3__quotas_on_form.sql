-- Quotas on the form of requests and on what one socket may hear.

alter table apps
    add column max_batch_events                 integer default 10,
    add column max_channels_per_event           integer default 100,
    add column max_channel_name_length          integer default 164,
    add column max_subscriptions_per_connection integer,
    add constraint apps_quotas_on_form_are_positive_or_null check (
        max_batch_events > 0
        and max_channels_per_event > 0
        and max_channel_name_length > 0
        and max_subscriptions_per_connection > 0
    );
