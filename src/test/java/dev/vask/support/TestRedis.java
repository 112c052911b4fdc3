package dev.vask.support;

/** The Redis of the tests: that of {@code VASK_TEST_REDIS_URL}, or one that is started for all tests of this process. */
public final class TestRedis {

    private static final String EXTERNAL_URL = System.getenv("VASK_TEST_REDIS_URL");

    private TestRedis() {}

    /** Its URL. */
    public static String url() {
        return EXTERNAL_URL != null ? EXTERNAL_URL : Shared.PROCESS.url();
    }

    private static final class Shared {
        static final RedisProcess PROCESS = RedisProcess.start();
    }
}
