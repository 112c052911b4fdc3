package dev.vask.live.redis;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateHistories;
import dev.vask.live.redis.scripts.Slices;

class RedisLiveStateHistoriesTest extends LiveStateHistories {

    private static final RedisFixture SHARED = new RedisFixture(new Slices(2, 2)); // each history has its own app

    @Override
    protected LiveStateFixture open() {
        SHARED.clearInboxes();
        return SHARED.withoutClose();
    }
}
