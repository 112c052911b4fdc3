package dev.vask.admin;

/** JSON examples of the OpenAPI document. */
final class OpenApiExamples {

    private static final String APP_FIELDS = """
            "key": "shop", "app_id": null, "name": "The shop", "enabled": true, "client_events": false, "subscription_counts": false,
            "allowed_origins": [], "quotas": {"max_connections": null, "max_event_bytes": 10240},
            "history": {"enabled": false, "max_events": 300, "ttl_seconds": 300, "max_bytes": 1048576, "client_events": false},
            "authorized_connections": false, "terminate_code": 4200, "webhook": null""";

    private static final String SECRET_FIELDS =
            "\"id\": \"5f0c1c57d2a1b3e4\", \"created_at\": \"2026-01-01T00:00:00Z\", \"expires_at\": null";

    static final String APP = "{" + APP_FIELDS + "}";
    static final String NEW_APP = "{" + APP_FIELDS + ", \"secret\": \"Zm9yIHRoZSBkb2N1bWVudGF0aW9uIG9ubHk\"}";
    static final String APPS = "{\"apps\": [" + APP + "]}";
    static final String APP_SETTINGS = "{\"name\": \"The shop\", \"client_events\": true}";

    static final String NEW_SECRET = "{" + SECRET_FIELDS + ", \"secret\": \"Zm9yIHRoZSBkb2N1bWVudGF0aW9uIG9ubHk\"}";
    static final String SECRETS = "{\"secrets\": [{" + SECRET_FIELDS + ", \"last_used_on\": \"2026-01-31\"}]}";
    static final String ROTATION = "{\"grace_seconds\": 3600}";
    static final String EMPTY = "{}";
    static final String REENCRYPTION = "{\"at_rest\": true, \"reencrypted\": 12, \"left\": 0}";

    static final String USAGE = """
            {"connections": 3, "channels": 2, "events_this_month": 40, "days": [{"date": "2026-01-31", "events": 7}],
             "refused": {"max_connections": 1}, "history": {"events": 12, "bytes": 3072}}""";

    static final String CLOUDEVENTS_TOKEN = "{\"token\": \"k3h0c0GJIe8Yc6mYkLq1hHqAZ2m0xXnVw9s5rTtUuQe\"}";

    static final String WEBHOOK_TEST = """
            {"delivery": "0198c0de", "delivered": true, "status": 200, "duration_ms": 31, "reply": "ok", "error": null}""";
    static final String WEBHOOK_STATUS = """
            {"waiting_events": 2, "waiting_bytes": 48, "held_back_events": 1, "dropped_events": 5471,
             "last_dropped_at_ms": 1779400000000, "dead_letters": 0, "dead_letter_bytes": 0}""";
    static final String DEAD_LETTERS = """
            {"dead_letters": [{"delivery": "0198c0de", "given_up_at_ms": 1779400000000, "attempts": 9,
              "error": "the endpoint returned 503",
              "body": {"time_ms": 1779400000000, "events": [{"name": "channel_occupied", "channel": "hello"}]}}]}""";
    static final String WEBHOOK_ATTEMPTS = """
            {"attempts": [{"time": "2026-01-01T00:00:00.000Z", "node": "5f0c1c57d2a1b3e4", "delivery": "0198c0de", "attempt": 1,
              "url": "https://hooks.example.com/vask", "request_headers": {"X-Pusher-Key": "shop", "X-Pusher-Signature": null},
              "request_body": "{}", "request_truncated": false, "status": 503, "response_body": "", "duration_ms": 31,
              "error": "the endpoint returned 503"}]}""";

    private static final String POINTS = """
            "points": [{"time": "2026-01-01T00:00:05Z", "connections": 3, "messages_in": 4, "messages_out": 12, "published": 2,
              "delivered": 6, "rejected": 0}]""";

    static final String STATS = "{\"interval_seconds\": 5, " + POINTS + "}";
    static final String APP_STATS = "{\"interval_seconds\": 5, \"connections\": 3, \"channels\": 2, " + POINTS + "}";
    static final String SERVER = """
            {"version": "1.0.0", "mode": "cluster", "role": "all", "node": "5f0c1c57d2a1b3e4", "uptime_seconds": 60,
             "nodes": [{"id": "5f0c1c57d2a1b3e4", "role": "all", "version": "1.0.0", "started_at": "2026-01-01T00:00:00Z",
               "state": "alive", "connections": 3, "lease_ms": 9000, "transport": {"direct": 3, "netty": 0, "fallback": 0}}],
             "stores": {"postgres": {"status": "up", "latency_ms": 1.2}, "redis": {"status": "up", "latency_ms": 0.4}},
             "totals": {"apps": 1, "connections": 3, "channels": 2},
             "webhooks": {"backlog_events": 0, "backlog_bytes": 0, "dropped": 0}}""";
    static final String LIVE_CHANNELS = """
            {"channels": [{"name": "presence-room", "type": "presence", "subscription_count": 2, "user_count": 1, "cached": false}],
             "next_cursor": null}""";
    static final String LIVE_CHANNEL = """
            {"name": "presence-room", "type": "presence", "occupied": true, "subscription_count": 2, "user_count": 1,
             "members": [{"user_id": "ada", "user_info": {"name": "Ada"}}], "next_cursor": null, "cached": null}""";
    static final String OPERATOR_EVENT = """
            {"name": "greeting", "channel": "hello", "data": "{\\"text\\":\\"Hello, world\\"}"}""";
    static final String CHANNEL_COUNTS = "{\"channels\": {\"hello\": {\"subscription_count\": 12}}}";
    static final String TESTER_REQUEST = """
            {"socket_id": "1234.5678", "channel": "presence-room", "user_id": "ada", "user_info": {"name": "Ada"}}""";
    static final String TESTER_AUTHORIZATION = """
            {"auth": "shop:5f0c1c57d2a1b3e4", "channel_data": "{\\"user_id\\":\\"ada\\"}"}""";

    static final String REPLAYED = "{\"replayed\": 2}";

    private OpenApiExamples() {}
}
