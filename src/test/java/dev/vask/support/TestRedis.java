package dev.vask.support;

/** A real Redis: the one that {@code VASK_TEST_REDIS_URL} names, or else one that is started for all tests of this process. */
public final class TestRedis {

    private static final String GIVEN = System.getenv("VASK_TEST_REDIS_URL");

    private TestRedis() {}

    /** Where it is. */
    public static String url() {
        return GIVEN != null ? GIVEN : Shared.PROCESS.url();
    }

    private static final class Shared {
        static final RedisProcess PROCESS = RedisProcess.start();
    }
}
