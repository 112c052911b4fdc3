package dev.vask.api;

/** Examples of the OpenAPI document, as JSON. */
final class ApiExamples {

    static final String CLOUDEVENT = """
            {"specversion": "1.0", "id": "1", "source": "/shop", "type": "order-created", "subject": "orders",
             "datacontenttype": "application/json", "data": {"id": 7}}""";

    static final String EVENT = """
            {"name": "greeting", "channel": "hello", "data": "{\\"text\\":\\"Hello, world\\"}"}""";
    static final String CHANNEL_COUNTS = """
            {"channels": {"hello": {"subscription_count": 12}}}""";
    static final String BATCH = """
            {"batch": [{"name": "greeting", "channel": "hello", "data": "{\\"text\\":\\"Hello, world\\"}"}]}""";
    static final String BATCH_COUNTS = """
            {"batch": [{"subscription_count": 12}]}""";
    static final String CHANNELS = """
            {"channels": {"presence-room": {"user_count": 3}}}""";
    static final String CHANNEL = """
            {"occupied": true, "subscription_count": 12}""";
    static final String USERS = """
            {"users": [{"id": "ada"}]}""";
    static final String USER_EVENT = """
            {"name": "greeting", "data": "{\\"text\\":\\"Hello, world\\"}"}""";
    static final String NOTHING = "{}";

    private ApiExamples() {}
}
