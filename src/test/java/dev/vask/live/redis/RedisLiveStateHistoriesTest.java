package dev.vask.live.redis;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateHistories;
import dev.vask.live.redis.scripts.Slices;

class RedisLiveStateHistoriesTest extends LiveStateHistories {

    private static final RedisService SHARED = new RedisService(new Slices(2, 2)); // each history has an app of its own

    @Override
    protected LiveStateFixture open() {
        SHARED.forget();
        return SHARED.unclosable();
    }
}
