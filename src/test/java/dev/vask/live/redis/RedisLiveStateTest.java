package dev.vask.live.redis;

import dev.vask.live.LiveService;
import dev.vask.live.LiveStateContract;

class RedisLiveStateTest extends LiveStateContract {

    @Override
    protected LiveService open() {
        return new RedisService();
    }
}
